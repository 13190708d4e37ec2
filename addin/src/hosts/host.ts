import type { ReactNode } from 'react';
import type { MailSource } from '../api/types';

/** What the mail client shows at this moment. */
export type MailContext =
  | { kind: 'mail'; source: MailSource }
  | { kind: 'none' }
  | { kind: 'several'; sources: MailSource[] };

/** Where the panel is shown: a mail client, a browser page, a test. */
export type MailHost = {
  name: 'browser' | 'outlook' | 'thunderbird' | 'desktop' | 'fake';
  context(): MailContext;
  subscribe(listener: () => void): () => void;
  openUrl(url: string): void;
  /** The theme the client shows; null follows the system. */
  theme: 'light' | 'dark' | null;
  language: string;
  /** What stands beside the panel when no mail client does. */
  Beside?: (props: { panel: ReactNode }) => ReactNode;
};
