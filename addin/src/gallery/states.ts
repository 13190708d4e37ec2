import type { Fake } from '../api/fake/agent';
import { fakeAgent } from '../api/fake/agent';
import type { MailContext } from '../hosts/host';

/** How a state of the panel is brought about: what the host shows, what the agent is like, which command follows. */
export type Scene = {
  context: MailContext;
  agent: () => Fake;
  /** Keys pressed once the panel stands, in the notation of the browser tests. */
  keys?: string[];
  /** Whether the person is signed in; true without. */
  signedIn?: boolean;
  /** Changes waiting in the outbox. */
  waiting?: number;
  /** The agent stops after the first answer. */
  stops?: boolean;
};

const mail = (entry: string): MailContext => ({ kind: 'mail', source: { entry } });
const plain = () => fakeAgent();

export const scenes: Record<string, Scene> = {
  known: { context: mail('e1'), agent: plain },
  logged: { context: mail('e5'), agent: plain },
  several: { context: mail('e3'), agent: plain },
  unknown: { context: mail('e2'), agent: plain },
  internal: { context: mail('e4'), agent: plain },
  nobody: { context: mail('e6'), agent: plain },
  none: { context: { kind: 'none' }, agent: plain },
  mails: { context: { kind: 'several', sources: [{ entry: 'e1' }, { entry: 'f1' }, { entry: 'f2' }] }, agent: plain },
  loading: { context: mail('e1'), agent: () => fakeAgent({ silent: true }) },
  offline: { context: mail('e1'), agent: plain, stops: true, waiting: 2 },
  down: { context: mail('e1'), agent: () => fakeAgent({ down: true }) },
  'signed-out': { context: mail('e1'), agent: plain, signedIn: false },
  'no-rights': { context: mail('e1'), agent: () => fakeAgent({ rights: [] }) },
  'read-only': { context: mail('e1'), agent: () => fakeAgent({ rights: ['read'] }) },
  incident: { context: mail('e1'), agent: plain, keys: ['i'] },
  opportunity: { context: mail('e1'), agent: plain, keys: ['d'] },
  task: { context: mail('e1'), agent: plain, keys: ['t'] },
  call: { context: mail('e1'), agent: plain, keys: ['h'] },
  attach: { context: mail('e2'), agent: plain, keys: ['a'] },
  correct: { context: mail('e5'), agent: plain, keys: ['c'] },
  details: { context: mail('e1'), agent: plain, keys: ['2'] },
  people: { context: mail('e1'), agent: plain, keys: ['3'] },
  palette: { context: mail('e1'), agent: plain, keys: ['/'] },
  help: { context: mail('e1'), agent: plain, keys: ['?'] },
};
