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
  /** Stands on the screen once the keys have acted. */
  shows?: string;
  /** Rules of axe that a known fault of the component library breaks in this state. */
  pinned?: string[];
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
  incident: { context: mail('e1'), agent: plain, keys: ['i'], shows: 'form h1' },
  opportunity: { context: mail('e1'), agent: plain, keys: ['d'], shows: 'form h1' },
  task: { context: mail('e1'), agent: plain, keys: ['t'], shows: 'form h1' },
  call: { context: mail('e1'), agent: plain, keys: ['h'], shows: 'form h1' },
  attach: { context: mail('e2'), agent: plain, keys: ['a'], shows: 'form h1' },
  correct: { context: mail('e5'), agent: plain, keys: ['c'], shows: 'form h1' },
  details: { context: mail('e1'), agent: plain, keys: ['2'], shows: '[role="tabpanel"] h2' },
  people: { context: mail('e1'), agent: plain, keys: ['3'], shows: '[role="tabpanel"] h2' },
  // The arrows move in the list while the field keeps the focus, so the list that scrolls has none itself.
  palette: {
    context: mail('e1'),
    agent: plain,
    keys: ['/'],
    shows: '[role="dialog"] [role="menuitem"]',
    pinned: ['scrollable-region-focusable'],
  },
  help: { context: mail('e1'), agent: plain, keys: ['?'], shows: '[role="dialog"] h2' },
};
