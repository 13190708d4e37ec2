import { type Answer, type Call, type Transport, Unreachable } from '../transport';
import type * as t from '../types';
import * as data from './data';
import { recentMails, text, views } from './mails';

export type Fake = Transport & {
  /** What is so at the moment; a test may change it. */
  world: World;
  /** Every request, oldest first. */
  calls: Call[];
  /** Sends an event to the open streams. */
  emit(event: 'change' | 'reset' | 'sync' | 'signed-out', body: unknown): void;
  /** Answers the next matching requests with a problem. */
  refuse(path: RegExp, problem: Partial<t.Problem> & { status: number; code: string }, times?: number): void;
};

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

export const allRights = ['read', 'write', 'delete', 'link', 'assign_task', 'hand_on', 'distribute', 'settings', 'users'];

const ok = (body: unknown, status = 200): Answer => ({ status, etag: null, body });
const problem = (status: number, code: string, detail: string, more: Partial<t.Problem> = {}): Answer =>
  ok({ type: 'about:blank', title: detail, status, code, detail, ...more }, status);

/** An agent in memory, with the samples of `data.ts`. It keeps the contract: keys are required and honoured once. */
export function fakeAgent(change: Partial<World> = {}): Fake {
  const world: World = {
    down: false,
    silent: false,
    language: 'en',
    rights: allRights,
    code: 'ABCD2345',
    token: 'fake-token',
    stage: {},
    done: new Set(),
    logged: {},
    contact: data.contactFields(),
    account: data.accountFields(),
    chosen: {},
    clients: {},
    unlinked: new Set(),
    neverLog: new Set(),
    answers: new Map(),
    undo: new Map(),
    flags: [{ kind: 'overdue', activities: 1 }],
    ...change,
  };
  const calls: Call[] = [];
  const refusals: { path: RegExp; answer: Answer; left: number }[] = [];
  const streams = new Set<{ path: string; send(text: string): void; end(): void }>();
  let seq = 0;

  const emit: Fake['emit'] = (event, body) => {
    seq += 1;
    const wanted = event === 'change' || event === 'reset' ? '/api/v1/events' : '/edge/v1/signals';
    const id = event === 'change' ? `id: ${seq}\n` : '';
    for (const stream of streams) if (stream.path === wanted) stream.send(`event: ${event}\n${id}data: ${JSON.stringify(body)}\n\n`);
  };

  const reads = createReads(world);
  const writes = createWrites(world);

  async function request(call: Call): Promise<Answer> {
    calls.push(call);
    if (world.silent) return new Promise<Answer>((_, reject) => call.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    await Promise.resolve();
    if (world.down) {
      for (const stream of streams) stream.end();
      throw new Unreachable(call.path);
    }
    const refusal = refusals.find((each) => each.left > 0 && each.path.test(call.path));
    if (refusal) {
      refusal.left -= 1;
      return refusal.answer;
    }
    const url = new URL(call.path, 'http://agent');
    if (url.pathname === '/edge/v1/hello') return ok(null, 204);
    if (url.pathname === '/edge/v1/pair/confirm') return pair(world, call.body as t.PairRequest);
    if (call.headers['Authorization'] !== `Bearer ${world.token}`) return problem(401, 'api.unauthorized', 'sign in first');
    if (!world.rights.includes('read') && url.pathname !== '/edge/v1/session') return problem(403, 'crm.denied', 'you may not read');
    const read = reads(call, url);
    if (read) return read;
    const key = call.headers['Idempotency-Key'];
    if (!key) return problem(422, 'api.idempotency', 'a key is missing');
    const body = JSON.stringify([call.method, call.path, call.body]);
    const before = world.answers.get(key);
    if (before) return before.body === body ? before.answer : problem(422, 'api.idempotency', 'the key was used for something else');
    const answer = writes(call, url, key);
    if (answer.status < 400) {
      world.answers.set(key, { body, answer });
      queueMicrotask(() => emit('change', { seq: seq + 1, mutation: key, verb: url.pathname, at: Date.now(), by: data.me.uid, records: [] } satisfies t.Change));
    }
    return answer;
  }

  return {
    world,
    calls,
    emit,
    request,
    refuse(path, { status, code, detail = code, ...more }, times = 1) {
      refusals.push({ path, answer: problem(status, code, detail, more), left: times });
    },
    async stream(call) {
      calls.push(call);
      if (world.down) throw new Unreachable(call.path);
      const waiting: string[] = [': open\n\n'];
      let wake: (() => void) | null = null;
      let ended = false;
      const stream = {
        path: call.path,
        send(piece: string) {
          waiting.push(piece);
          wake?.();
        },
        end() {
          ended = true;
          wake?.();
        },
      };
      streams.add(stream);
      call.signal?.addEventListener('abort', stream.end);
      async function* pieces() {
        while (!ended) {
          const piece = waiting.shift();
          if (piece !== undefined) yield piece;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
        streams.delete(stream);
      }
      return { status: 200, text: pieces() };
    },
  };
}

function pair(world: World, { code }: t.PairRequest): Answer {
  if (code.replaceAll('-', '').toUpperCase() !== world.code) return problem(403, 'pair.code-wrong', 'the code is wrong');
  world.token = 'fake-token';
  return ok({ token: world.token, ...data.session(world.language, world.rights) }, 201);
}

function createReads(world: World) {
  const viewOf = (source: t.MailSource, participant: string | null): t.PanelView => {
    const entry = 'entry' in source ? source.entry : 'mail' in source ? 'e1' : 'e2';
    const view = (views[entry] ?? views['e1'])?.() as t.PanelView;
    view.logged = [...(world.logged[entry] ?? []), ...view.logged];
    const at = participant ? view.participants.findIndex((each) => each.address === participant) : view.shown;
    const who = view.participants[at];
    if (who) {
      view.shown = at;
      view.state = who.state;
      const known = world.chosen[who.address] ?? world.clients[who.address];
      if (known) {
        who.state = 'known';
        who.record = known;
        view.state = 'known';
        view.place = 'crm';
        view.mail ??= data.id(5_900);
        view.candidates = [];
        view.links = [{ record: known, rule: world.chosen[who.address] ? 'by_hand' : 'address', why: who.address }];
      }
      view.record = view.state === 'known' ? recordOf(world, who.record ?? data.ana) : null;
      if (view.state !== 'unknown') view.guess = null;
    }
    if (view.mail && world.unlinked.has(view.mail)) view.links = [];
    if (world.neverLog.size > 0 && view.state === 'unknown') return { ...view, state: 'nobody', shown: -1, guess: null, reason_code: 'never_log_mine', place: 'private' };
    return view;
  };

  return function read(call: Call, url: URL): Answer | null {
    const { pathname, searchParams: params } = url;
    const body = call.body as never as { source: t.MailSource; participant: string | null; kind: t.LogKind; to: t.Ref };
    switch (`${call.method} ${pathname}`) {
      case 'GET /edge/v1/session':
        return ok(data.session(world.language, world.rights));
      case 'POST /edge/v1/panel':
        return ok(viewOf(body.source, body.participant));
      case 'GET /edge/v1/mails':
        return ok(page(recentMails().filter((mail) => matches(`${mail.subject} ${mail.from.name}`, params.get('q'))), params));
      case 'POST /edge/v1/log/draft':
        return ok(draftOf(viewOf(body.source, null), body.kind));
      case 'POST /edge/v1/attach/preview':
        return ok({ mails: [{ subject: 'Întrebare despre pompele P-200', from: { name: 'Mihai Dobre', address: 'mihai.dobre@electroserv-vest.ro' }, at: data.now - 10_800_000, place: 'private' }], leaves: 1, level: 'everything' } satisfies t.AttachPreview);
      case 'GET /api/v1/stages':
        return ok({ items: data.stages });
      case 'GET /api/v1/find':
        return ok({ items: findable.filter(({ record }) => matches(record.name, params.get('q')) && (params.get('kinds') ?? record.kind).includes(record.kind)) });
    }
    if (call.method !== 'GET') return null;
    if (/^\/edge\/v1\/mails\/[^/]+\/text$/.test(pathname)) return ok({ text, attachments: [{ name: 'oferta-rev3.pdf', size: 184_320, kind: 'application/pdf' }] });
    if (pathname.endsWith('/history')) return ok(page(data.history(64), params));
    if (pathname.endsWith('/record')) return ok(recordOf(world, findable.find(({ record }) => pathname.includes(record.uid))?.record ?? data.ana));
    if (pathname.startsWith('/api/v1/contacts/')) return ok(world.contact);
    if (pathname.startsWith('/api/v1/accounts/')) return ok(world.account);
    return problem(404, 'crm.not-found', 'not there');
  };
}

function recordOf(world: World, named: t.Named): t.ClientRecord {
  const record = data.record();
  const { contact, account } = world;
  const name = named.uid === data.ana.uid ? `${contact.first_name} ${contact.last_name}` : named.name;
  return {
    ...record,
    record: { ...named, name },
    contact: named.kind === 'contact' ? { ...data.contactCard, uid: named.uid, version: contact.version, name, department: contact.department, phones: contact.phones } : null,
    account: { ...data.accountCard, name: account.name, importance: account.importance, version: account.version, industry: account.industry },
    opportunities: record.opportunities.map((each) => ({ ...each, stage: world.stage[each.uid] ?? each.stage })),
    planned: record.planned.filter((each) => !world.done.has(each.uid)),
    flags: world.flags,
  };
}

const findable: { record: t.Named; detail: string }[] = [
  { record: data.radu, detail: 'Cluj-Napoca' },
  { record: data.ana, detail: 'Director · Radu Construct SRL' },
  { record: data.george, detail: 'Director economic · Radu Construct SRL' },
  { record: data.transilvania, detail: 'Brașov' },
  { record: data.pump, detail: 'Radu Construct SRL' },
  { record: data.offer, detail: 'Ofertare · Radu Construct SRL' },
];

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const matches = (text: string, q: string | null): boolean => !q || fold(text).includes(fold(q));

function page<T>(all: T[], params: URLSearchParams): { items: T[]; next: string | null } {
  const from = Number(params.get('cursor') ?? 0);
  const to = from + Number(params.get('limit') ?? 50);
  return { items: all.slice(from, to), next: to < all.length ? String(to) : null };
}

function draftOf(view: t.PanelView, kind: t.LogKind): t.LogDraft {
  const known = view.state === 'known';
  const contact = known ? data.ana.uid : null;
  const account = known ? data.radu.uid : null;
  const base = { kind, contact: known ? data.ana : null, account: known ? data.radu : null, attachments: [{ name: 'oferta-rev3.pdf', size: 184_320 }, { name: 'etansare.jpg', size: 2_411_724 }], thread: 3, leaves: view.place === 'private' };
  const description = 'Pompa P-200 montată luna trecută pierde apă la etanșare. Clientul cere înlocuirea în garanție.';
  if (kind === 'incident') return { ...base, incident: { subject: view.subject, description, account, contact, product: 'P-200', category: '', priority: 'normal', channel: 'mail', queue: '' } };
  if (kind === 'opportunity') return { ...base, opportunity: { name: view.subject, account, contacts: contact ? [contact] : [], stage: 'Calificare', business_type: '', amount: null, probability: 20, expected_close: null, source: '', competitor: '', description, next_step: '' } };
  return { ...base, activity: { kind, subject: view.subject, body: '', status: kind === 'task' ? 'planned' : 'done', priority: 'normal', direction: kind === 'call' ? 'out' : 'none', at: kind === 'task' ? null : data.now, planned: kind === 'task' ? '2026-11-24T09:00' : null, zone: 'Europe/Bucharest' } };
}

function createWrites(world: World) {
  return function write(call: Call, url: URL, key: string): Answer {
    const body = (call.body ?? {}) as Record<string, never>;
    const { pathname } = url;
    const undoable = (back: () => void) => void world.undo.set(key, back);
    if (pathname === '/edge/v1/log') return log(world, call.body as t.LogRequest, key, undoable);
    if (pathname === '/edge/v1/attach') return ok({ attached: 1, mutation: key });
    if (pathname === '/api/v1/clients') {
      const { contact, account } = call.body as t.NewClient;
      const address = contact.addresses[0] ?? '';
      if (!contact.last_name && !contact.first_name) return problem(422, 'crm.invalid', 'a name is missing', { fields: [{ field: 'contact.last_name', reason: 'a name is missing' }] });
      const named: t.Named = { kind: 'contact', uid: data.id(60), name: `${contact.first_name} ${contact.last_name}`.trim() };
      world.clients[address] = named;
      undoable(() => delete world.clients[address]);
      return ok({ contact: named, account: account && 'new' in account ? { kind: 'account', uid: data.id(61), name: account.new.name } : null, attached: 6, mutation: key }, 201);
    }
    if (pathname === '/edge/v1/never-log') {
      world.neverLog.add(String(body['value']));
      return ok({ uid: data.id(70), mutation: key }, 201);
    }
    if (pathname.startsWith('/edge/v1/never-log/')) {
      world.neverLog.clear();
      return ok(null, 204);
    }
    if (pathname.endsWith('/correct')) {
      const mail = pathname.split('/')[4] ?? '';
      world.unlinked.add(mail);
      undoable(() => world.unlinked.delete(mail));
      return ok({ taught: null, others: 2, why: '', mutation: key });
    }
    if (pathname === '/api/v1/choices') {
      const { address, to } = call.body as { address: string; to: t.Ref };
      world.chosen[address] = [data.stan1, data.stan2, data.transilvania].find((each) => each.uid === to.uid) ?? data.stan1;
      undoable(() => delete world.chosen[address]);
      return ok({ others: 3, mutation: key });
    }
    if (pathname === '/api/v1/undo') {
      world.undo.get(String(body['mutation']))?.();
      return ok({ verb: 'undo', restored: 1, kept: [] });
    }
    if (pathname.endsWith('/stage')) {
      const uid = pathname.split('/')[4] ?? '';
      const before = world.stage[uid];
      world.stage[uid] = String(body['stage']);
      undoable(() => {
        if (before === undefined) delete world.stage[uid];
        else world.stage[uid] = before;
      });
      return ok({ version: 2, mutation: key });
    }
    if (pathname.endsWith('/complete')) {
      const uid = pathname.split('/')[4] ?? '';
      world.done.add(uid);
      undoable(() => world.done.delete(uid));
      return ok({ version: 2, mutation: key });
    }
    if (call.method === 'PATCH') return patch(world, call, undoable);
    return problem(404, 'crm.not-found', 'not there');
  };
}

function log(world: World, request: t.LogRequest, key: string, undoable: (back: () => void) => void): Answer {
  const entry = 'entry' in request.source ? request.source.entry : 'e1';
  const title = request.incident?.subject ?? request.opportunity?.name ?? request.activity?.subject ?? '';
  if (!title.trim()) return problem(422, 'crm.invalid', 'the subject is empty', { fields: [{ field: 'subject', reason: 'the subject is empty' }] });
  const kind: t.Kind = request.kind === 'incident' || request.kind === 'opportunity' ? request.kind : 'activity';
  const record: t.Named = { kind, uid: data.id(80 + world.answers.size), name: request.kind === 'incident' ? `INC-7Q ${title}` : title };
  const logged: t.Logged = { record, kind: request.kind, status: request.kind === 'incident' ? 'Nou' : '', at: data.now, by: data.me.name, from_this_mail: true };
  world.logged[entry] = [logged, ...(world.logged[entry] ?? [])];
  undoable(() => {
    world.logged[entry] = (world.logged[entry] ?? []).filter((each) => each !== logged);
  });
  return ok({ record, mutation: key, mail: data.id(5_000) } satisfies t.LogAnswer, 201);
}

function patch(world: World, call: Call, undoable: (back: () => void) => void): Answer {
  const which = call.path.includes('/contacts/') ? 'contact' : 'account';
  const now = world[which];
  if (call.headers['If-Match'] !== `"${now.version}"`) return problem(412, 'crm.stale', 'somebody changed it', { current: now });
  const next = { ...now, ...(call.body as object), version: now.version + 1 };
  world[which] = next as never;
  undoable(() => {
    world[which] = { ...now, version: next.version + 1 } as never;
  });
  return ok(next);
}
