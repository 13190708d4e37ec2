import { createContext, useContext } from 'react';
import type { LogKind, MailSource, Named, PanelView } from '../api/types';

/** What stands over the record until it is saved or left. */
export type View =
  | { name: 'log'; kind: LogKind }
  | { name: 'attach' }
  | { name: 'correct' }
  | { name: 'client' }
  | { name: 'record'; of: Named };

export type Mail = {
  source: MailSource;
  view: PanelView;
  open: (view: View) => void;
  back: () => void;
  /** Shows another participant. */
  step: (address: string) => void;
  mayWrite: boolean;
};

const Context = createContext<Mail | null>(null);
export const MailProvider = Context.Provider;

/** The mail that the panel is about. */
export function useMail(): Mail {
  const mail = useContext(Context);
  if (!mail) throw new Error('outside of MailProvider');
  return mail;
}
