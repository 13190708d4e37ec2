import type { Answer } from '../transport';
import type * as t from '../types';

/** What an agent in memory remembers. */
export type World = {
  down: boolean;
  /** Requests never end: the panel shows that it loads. */
  silent: boolean;
  language: string;
  rights: string[];
  code: string;
  token: string | null;
  stage: Record<string, string>;
  done: Set<string>;
  logged: Record<string, t.Logged[]>;
  contact: t.ContactRecord;
  account: t.AccountRecord;
  /** Addresses that were ambiguous, and who they are. */
  chosen: Record<string, t.Named>;
  clients: Record<string, t.Named>;
  unlinked: Set<string>;
  neverLog: Set<string>;
  answers: Map<string, { body: string; answer: Answer }>;
  undo: Map<string, () => void>;
  flags: t.Flag[];
};

export const allRights = [
  'read',
  'write',
  'delete',
  'link',
  'assign_task',
  'hand_on',
  'distribute',
  'settings',
  'users',
];

export const ok = (body: unknown, status = 200): Answer => ({ status, etag: null, body });
export const problem = (status: number, code: string, detail: string, more: Partial<t.Problem> = {}): Answer =>
  ok({ type: 'about:blank', title: detail, status, code, detail, ...more }, status);
