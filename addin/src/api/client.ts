import { problemOf, Refused } from './problem';
import { session } from './session';
import { createStore } from './store';
import { token } from './token';
import { type Answer, type Call, type Transport, Unreachable } from './transport';
import type * as t from './types';

export type Key = { key: string; signal?: AbortSignal };
export type Patched<T> = { record: T; mutation: string };

const query = (params: Record<string, string | number | null | undefined>): string => {
  const given = Object.entries(params).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length ? `?${new URLSearchParams(given)}` : '';
};
const plural = { contact: 'contacts', account: 'accounts' } as const;
export type Keeper = keyof typeof plural;

/** Gives a new idempotency key; the same key is sent again whenever the same change is. */
export const newKey = (): string => crypto.randomUUID();

/** The agent as the panel sees it: one method for each request of the contract. */
export function createApi(transport: Transport) {
  // 'up' once somebody answered, 'down' once nobody did.
  const reach = createStore<'unknown' | 'up' | 'down'>('unknown');
  const signedIn = createStore(token.get() !== null);

  async function send(call: Omit<Call, 'headers'> & { headers?: Record<string, string> }): Promise<Answer> {
    const secret = token.get();
    const headers = { ...call.headers, ...(secret ? { Authorization: `Bearer ${secret}` } : {}) };
    let answer: Answer;
    try {
      answer = await transport.request({ ...call, headers });
    } catch (error) {
      if (error instanceof Unreachable) reach.set('down');
      throw error;
    }
    reach.set('up');
    if (answer.status === 401 && secret && secret === token.get()) {
      token.drop();
      signedIn.set(false);
    }
    if (answer.status >= 400) throw new Refused(problemOf(answer.status, answer.body));
    return answer;
  }
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await send({ method: 'GET', path, signal })).body as T;
  const ask = async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
    (await send({ method: 'POST', path, body, signal })).body as T;
  const change = async <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: unknown, by: Key): Promise<T> =>
    (await send({ method, path, body, headers: { 'Idempotency-Key': by.key }, signal: by.signal })).body as T;

  async function patch<T extends { version: number }>(
    kind: Keeper,
    uid: string,
    version: number,
    body: object,
    by: Key,
  ) {
    const headers = { 'Idempotency-Key': by.key, 'If-Match': `"${version}"` };
    const answer = await send({ method: 'PATCH', path: `/api/v1/${plural[kind]}/${uid}`, body, headers });
    return answer.body as T;
  }

  return {
    transport,
    reach,
    signedIn,
    send,
    hello: async () => void (await send({ method: 'GET', path: '/edge/v1/hello' })),
    async pair(request: t.PairRequest): Promise<t.Session> {
      const { token: secret, ...now } = await ask<t.PairAnswer>('/edge/v1/pair/confirm', request);
      token.set(secret);
      session.keep(now);
      signedIn.set(true);
      return now;
    },
    session: (signal?: AbortSignal) => get<t.Session>('/edge/v1/session', signal),
    async signOut(): Promise<void> {
      await send({ method: 'DELETE', path: '/edge/v1/session' }).catch(() => undefined);
      token.drop();
      signedIn.set(false);
    },
    panel: (body: t.PanelRequest, signal?: AbortSignal) => ask<t.PanelView>('/edge/v1/panel', body, signal),
    mails: (q: string, cursor: string | null, signal?: AbortSignal) =>
      get<t.Page<t.RecentMail>>(`/edge/v1/mails${query({ q, cursor, limit: 50 })}`, signal),
    mailText: (entry: string, signal?: AbortSignal) =>
      get<t.MailText>(`/edge/v1/mails/${encodeURIComponent(entry)}/text`, signal),
    draft: (source: t.MailSource, kind: t.LogKind, signal?: AbortSignal) =>
      ask<t.LogDraft>('/edge/v1/log/draft', { source, kind }, signal),
    log: (body: t.LogRequest, by: Key) => change<t.LogAnswer>('POST', '/edge/v1/log', body, by),
    attachPreview: (body: t.AttachRequest, signal?: AbortSignal) =>
      ask<t.AttachPreview>('/edge/v1/attach/preview', body, signal),
    attach: (body: t.AttachRequest, by: Key) => change<t.AttachAnswer>('POST', '/edge/v1/attach', body, by),
    guess: (source: t.MailSource, address: string, signal?: AbortSignal) =>
      ask<t.Guess>('/edge/v1/guess', { source, address }, signal),
    createClient: (body: t.NewClient, by: Key) => change<t.NewClientAnswer>('POST', '/api/v1/clients', body, by),
    neverLog: (body: t.NeverLog, by: Key) => change<t.NeverLogAnswer>('POST', '/edge/v1/never-log', body, by),
    allowLog: (uid: string, by: Key) => change<null>('DELETE', `/edge/v1/never-log/${uid}`, undefined, by),
    correct: (mail: string, from: t.Ref, to: t.Ref | null, by: Key) =>
      change<t.CorrectAnswer>(
        'POST',
        `/api/v1/mails/${mail}/correct`,
        { from: ref(from), to: to && ref(to) } satisfies t.CorrectRequest,
        by,
      ),
    choose: (address: string, to: t.Ref, by: Key) =>
      change<t.ChoiceAnswer>('POST', '/api/v1/choices', { address, to: ref(to) } satisfies t.ChoiceRequest, by),
    undo: (mutation: string | null, by: Key) => change<t.UndoAnswer>('POST', '/api/v1/undo', { mutation }, by),
    find: (q: string, kinds: t.Kind[], signal?: AbortSignal) =>
      get<{ items: t.Found[] }>(`/api/v1/find${query({ q, kinds: kinds.join(','), limit: 10 })}`, signal),
    record: (kind: Keeper, uid: string, signal?: AbortSignal) =>
      get<t.ClientRecord>(`/api/v1/${plural[kind]}/${uid}/record`, signal),
    history: (kind: Keeper, uid: string, cursor: string | null, signal?: AbortSignal) =>
      get<t.Page<t.HistoryItem>>(`/api/v1/${plural[kind]}/${uid}/history${query({ cursor, limit: 50 })}`, signal),
    contact: (uid: string, signal?: AbortSignal) => get<t.ContactRecord>(`/api/v1/contacts/${uid}`, signal),
    account: (uid: string, signal?: AbortSignal) => get<t.AccountRecord>(`/api/v1/accounts/${uid}`, signal),
    patchContact: (uid: string, version: number, body: Partial<t.ContactFields>, by: Key) =>
      patch<t.ContactRecord>('contact', uid, version, body, by),
    patchAccount: (uid: string, version: number, body: Partial<t.AccountFields>, by: Key) =>
      patch<t.AccountRecord>('account', uid, version, body, by),
    stages: (signal?: AbortSignal) => get<{ items: t.Stage[] }>('/api/v1/stages', signal),
    setStage: (uid: string, stage: string, by: Key) =>
      change<t.Changed>('POST', `/api/v1/opportunities/${uid}/stage`, { stage }, by),
    complete: (uid: string, by: Key) => change<t.Changed>('POST', `/api/v1/activities/${uid}/complete`, {}, by),
  };
}

export type Api = ReturnType<typeof createApi>;

/** A reference without the name: requests with unknown fields are refused. */
export const ref = ({ kind, uid }: t.Ref): t.Ref => ({ kind, uid });
