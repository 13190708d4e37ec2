import { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { MailHost } from '../hosts/host';
import { type Api, createApi } from './client';
import { createOutbox, type Outbox } from './outbox';
import type { Transport } from './transport';
import { createUndoStack, type UndoStack } from './undo';

/** All that a component needs to speak to the agent and to know where it is shown. */
export type Agent = {
  api: Api;
  host: MailHost;
  outbox: Outbox;
  queries: QueryClient;
  undo: UndoStack;
  /** Keys of the changes made by this page, so that their events are not taken for somebody else's. */
  own: Set<string>;
};

export function createAgent(transport: Transport, host: MailHost): Agent {
  const api = createApi(transport);
  return {
    api,
    host,
    outbox: createOutbox(api),
    undo: createUndoStack(),
    own: new Set(),
    // The agent is on this machine: the browser's idea of being online says nothing about it.
    queries: new QueryClient({
      defaultOptions: {
        queries: {
          networkMode: 'always',
          retry: false,
          staleTime: 15_000,
          gcTime: 3_600_000,
          refetchOnWindowFocus: true,
        },
        mutations: { networkMode: 'always', retry: false },
      },
    }),
  };
}

const Context = createContext<Agent | null>(null);
export const AgentProvider = Context.Provider;

export function useAgent(): Agent {
  const agent = useContext(Context);
  if (!agent) throw new Error('outside of AgentProvider');
  return agent;
}
