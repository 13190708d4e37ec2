import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createAgent } from '../src/api/agent';
import { type Fake, fakeAgent } from '../src/api/fake/agent';
import type { World } from '../src/api/fake/world';
import { fakeHost } from '../src/hosts/fake';
import type { MailContext } from '../src/hosts/host';
import { App } from '../src/panel/App';

export const mail = (entry: string): MailContext => ({ kind: 'mail', source: { entry } });

type Setting = { context?: MailContext; world?: Partial<World>; fake?: Fake };

/** Opens a panel on an agent in memory. Two panels may share one agent. */
export function openPanel({ context = mail('e1'), world = {}, fake = fakeAgent(world) }: Setting = {}) {
  const host = fakeHost(context);
  const agent = createAgent(fake, host);
  const page = render(<App agent={agent} />);
  return { fake, host, agent, page, user: userEvent.setup() };
}

export const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });
