import type { Kind, MailSource } from './types';

/** Names a mail the same way every time: for queries, drafts and the remembered view. */
export function sourceKey(source: MailSource): string {
  if ('entry' in source) return `entry:${source.entry}`;
  if ('mail' in source) return `mail:${source.mail}`;
  const { message_id, subject, from, at } = source.facts;
  return message_id ? `id:${message_id}` : `facts:${from?.address ?? ''}|${at ?? ''}|${subject}`;
}

export const keys = {
  session: ['session'] as const,
  panels: ['panel'] as const,
  panel: (source: MailSource, participant: string | null) => ['panel', sourceKey(source), participant] as const,
  mails: (q: string) => ['mails', q] as const,
  text: (entry: string) => ['text', entry] as const,
  guess: (source: MailSource, address: string) => ['guess', sourceKey(source), address] as const,
  draft: (source: MailSource, kind: string) => ['draft', sourceKey(source), kind] as const,
  preview: (source: MailSource, uid: string, reach: string) => ['preview', sourceKey(source), uid, reach] as const,
  record: (kind: Kind, uid: string) => ['record', kind, uid] as const,
  history: (kind: Kind, uid: string) => ['history', kind, uid] as const,
  fields: (kind: Kind, uid: string) => ['fields', kind, uid] as const,
  find: (q: string, kinds: string) => ['find', q, kinds] as const,
  stages: ['stages'] as const,
};
