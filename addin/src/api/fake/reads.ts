import type { Answer, Call } from '../transport';
import type * as t from '../types';
import * as data from './data';
import { recentMails, text, views } from './mails';
import { ok, problem, type World } from './world';

/** Answers what only reads; null when the request is a change. */
export function createReads(world: World) {
  const viewOf = (source: t.MailSource, participant: string | null): t.PanelView => {
    const entry = 'entry' in source ? source.entry : 'mail' in source ? 'e1' : 'e2';
    const view = (views[entry] ?? views.e1)?.() as t.PanelView;
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
    if (world.neverLog.size > 0 && view.state === 'unknown')
      return { ...view, state: 'nobody', shown: -1, guess: null, reason_code: 'never_log_mine', place: 'private' };
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
        return ok(
          page(
            recentMails().filter((mail) => matches(`${mail.subject} ${mail.from.name}`, params.get('q'))),
            params,
          ),
        );
      case 'POST /edge/v1/guess':
        return ok(views.e2?.().guess ?? null);
      case 'POST /edge/v1/log/draft':
        return ok(draftOf(viewOf(body.source, null), body.kind));
      case 'POST /edge/v1/attach/preview':
        return ok({
          mails: [
            {
              subject: 'Întrebare despre pompele P-200',
              from: { name: 'Mihai Dobre', address: 'mihai.dobre@electroserv-vest.ro' },
              at: data.now - 10_800_000,
              place: 'private',
            },
          ],
          leaves: 1,
          level: 'everything',
        } satisfies t.AttachPreview);
      case 'GET /api/v1/stages':
        return ok({ items: data.stages });
      case 'GET /api/v1/find':
        return ok({
          items: findable.filter(
            ({ record }) =>
              matches(record.name, params.get('q')) && (params.get('kinds') ?? record.kind).includes(record.kind),
          ),
        });
    }
    if (call.method !== 'GET') return null;
    if (/^\/edge\/v1\/mails\/[^/]+\/text$/.test(pathname))
      return ok({ text, attachments: [{ name: 'oferta-rev3.pdf', size: 184_320, kind: 'application/pdf' }] });
    if (pathname.endsWith('/history')) return ok(page(data.history(64), params));
    if (pathname.endsWith('/record'))
      return ok(recordOf(world, findable.find(({ record }) => pathname.includes(record.uid))?.record ?? data.ana));
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
    contact:
      named.kind === 'contact'
        ? {
            ...data.contactCard,
            uid: named.uid,
            version: contact.version,
            name,
            department: contact.department,
            phones: contact.phones,
          }
        : null,
    account: {
      ...data.accountCard,
      name: account.name,
      importance: account.importance,
      version: account.version,
      industry: account.industry,
    },
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
  const base = {
    kind,
    contact: known ? data.ana : null,
    account: known ? data.radu : null,
    attachments: [
      { name: 'oferta-rev3.pdf', size: 184_320 },
      { name: 'etansare.jpg', size: 2_411_724 },
    ],
    thread: 3,
    leaves: view.place === 'private',
  };
  const description = 'Pompa P-200 montată luna trecută pierde apă la etanșare. Clientul cere înlocuirea în garanție.';
  if (kind === 'incident')
    return {
      ...base,
      incident: {
        subject: view.subject,
        description,
        account,
        contact,
        product: 'P-200',
        category: '',
        priority: 'normal',
        channel: 'mail',
        queue: '',
      },
    };
  if (kind === 'opportunity')
    return {
      ...base,
      opportunity: {
        name: view.subject,
        account,
        contacts: contact ? [contact] : [],
        stage: 'Calificare',
        business_type: '',
        amount: null,
        probability: 20,
        expected_close: null,
        source: '',
        competitor: '',
        description,
        next_step: '',
      },
    };
  return {
    ...base,
    activity: {
      kind,
      subject: view.subject,
      body: '',
      status: kind === 'task' ? 'planned' : 'done',
      priority: 'normal',
      direction: kind === 'call' ? 'out' : 'none',
      at: kind === 'task' ? null : data.now,
      planned: kind === 'task' ? '2026-11-24T09:00' : null,
      zone: 'Europe/Bucharest',
    },
  };
}
