import type * as t from '../types';
import { ago, ana, anaAt, id, ioanaAt, offer, pump, radu, record, stan1, stan2, transilvania } from './data';

type Empty = Pick<t.PanelView, 'record' | 'candidates' | 'guess' | 'links' | 'logged' | 'reason' | 'reason_code'>;
const none: Empty = {
  record: null,
  candidates: [],
  guess: null,
  links: [],
  logged: [],
  reason: null,
  reason_code: null,
};
const vladAt: t.Person = { name: 'Vlad Ionescu', address: 'vlad.ionescu@hidroserv.ro' };
const georgeAt: t.Person = { name: 'George Țepeș', address: 'george.tepes@raduconstruct.ro' };
const mihaiAt: t.Person = { name: 'Mihai Dobre', address: 'mihai.dobre@electroserv-vest.ro' };
const stanAt: t.Person = { name: 'Contabilitate', address: 'contabilitate@gruptransilvania.ro' };

const part = (
  person: t.Person,
  as: t.Participant['part'],
  state: t.Participant['state'],
  named: t.Named | null = null,
): t.Participant => ({
  ...person,
  part: as,
  state,
  record: named,
});

const known = (): t.PanelView => ({
  ...none,
  subject: 'Ofertă rev. 3 – pompe pentru Sala Polivalentă',
  at: ago(0, 1),
  direction: 'in',
  mail: id(5_000),
  entry: 'e1',
  place: 'crm',
  participants: [
    part(anaAt, 'from', 'known', ana),
    part(georgeAt, 'cc', 'known', { kind: 'contact', uid: id(11), name: 'George Țepeș' }),
    part(mihaiAt, 'cc', 'unknown'),
    part(ioanaAt, 'to', 'internal'),
  ],
  shown: 0,
  state: 'known',
  record: record(),
  links: [
    { record: ana, rule: 'address', why: anaAt.address },
    { record: radu, rule: 'employer', why: 'Ana Radu' },
  ],
  logged: [],
});

const mark = (value: string, source: t.GuessSource): t.Guessed => ({ value, source });
const unknown = (): t.PanelView => ({
  ...none,
  subject: 'Întrebare despre pompele P-200',
  at: ago(0, 3),
  direction: 'in',
  mail: null,
  entry: 'e2',
  place: 'private',
  reason: 'nobody of it is known',
  reason_code: 'unmatched',
  participants: [part(mihaiAt, 'from', 'unknown'), part(ioanaAt, 'to', 'internal')],
  shown: 0,
  state: 'unknown',
  guess: {
    salutation: mark('', ''),
    department: mark('', ''),
    language: mark('ro', 'signature'),
    postal_code: mark('', ''),
    country: mark('RO', 'signature'),
    first_name: mark('Mihai', 'name'),
    last_name: mark('Dobre', 'name'),
    title: mark('Inginer-șef', 'signature'),
    phones: [{ kind: 'mobile', number: '+40 745 118 290', source: 'signature' }],
    company: mark('Electroserv Vest SRL', 'signature'),
    domain: mark('electroserv-vest.ro', 'domain'),
    web: mark('https://electroserv-vest.ro', 'domain'),
    vat_number: mark('RO18547290', 'signature'),
    registration_number: mark('J35/842/2006', 'signature'),
    street: mark('Calea Șagului 104', 'signature'),
    city: mark('Timișoara', 'signature'),
    account: null,
    attaches: 6,
    attaches_domain: 14,
  },
});

const several = (): t.PanelView => ({
  ...none,
  subject: 'Factura 4471 și extras de cont',
  at: ago(1, 2),
  direction: 'in',
  mail: id(5_301),
  entry: 'e3',
  place: 'crm',
  participants: [part(stanAt, 'from', 'several'), part(ioanaAt, 'to', 'internal')],
  shown: 0,
  state: 'several',
  candidates: [
    { record: stan1, detail: 'Contabil-șef · Grup Transilvania SA', addresses: [stanAt.address] },
    { record: stan2, detail: 'Contabil · Grup Transilvania SA', addresses: [stanAt.address] },
    { record: transilvania, detail: 'Brașov', addresses: [stanAt.address] },
  ],
  links: [{ record: transilvania, rule: 'ambiguous', why: stanAt.address }],
});

const internal = (): t.PanelView => ({
  ...none,
  subject: 'Ședința de vânzări se mută la 14:00',
  at: ago(1, 5),
  direction: 'in',
  mail: null,
  entry: 'e4',
  place: 'private',
  reason: 'only colleagues',
  reason_code: 'internal',
  participants: [part(vladAt, 'from', 'internal'), part(ioanaAt, 'to', 'internal')],
  shown: 0,
  state: 'internal',
});

const wrong = (): t.PanelView => ({
  ...known(),
  subject: 'Garanție extinsă – mai vorbim',
  at: ago(2),
  mail: id(5_305),
  entry: 'e5',
  participants: [
    part({ name: 'Ana Radu', address: 'ana.radu@gmail.com' }, 'from', 'known', ana),
    part(ioanaAt, 'to', 'internal'),
  ],
  links: [{ record: ana, rule: 'thread', why: 'Ofertă rev. 3' }],
  logged: [
    { record: pump, kind: 'incident', status: 'În lucru', at: ago(2), by: 'Vlad Ionescu', from_this_mail: true },
    { record: offer, kind: 'opportunity', status: 'Ofertare', at: ago(21), by: 'Ioana Mureșan', from_this_mail: false },
  ],
});

const letter = (): t.PanelView => ({
  ...internal(),
  subject: 'Noutăți din catalogul de toamnă',
  at: ago(3),
  entry: 'e6',
  participants: [part({ name: 'Catalog Instal', address: 'noutati@cataloginstal.ro' }, 'from', 'unknown')],
  reason: 'on your never-log list',
  reason_code: 'never_log_mine',
  state: 'nobody',
  shown: -1,
});

/** What the panel shows of each sample mail; made anew each time, so that a test may change it. */
export const views: Record<string, () => t.PanelView> = {
  e1: known,
  e2: unknown,
  e3: several,
  e4: internal,
  e5: wrong,
  e6: letter,
};

const filler: [string, t.Person, string[]][] = [
  ['Confirmare programare montaj', georgeAt, ['Radu Construct SRL']],
  ['Re: Fișe tehnice P-250', anaAt, ['Ana Radu', 'Radu Construct SRL']],
  ['Aviz de însoțire 2210', { name: 'Depozit Turda', address: 'depozit@hidroserv.ro' }, []],
  ['Solicitare preț conductă PEHD', { name: 'Loredana Pop', address: 'loredana.pop@aquasal.ro' }, ['Aquasal SA']],
];

const recent = (view: t.PanelView, entry: string): t.RecentMail => ({
  entry,
  message_id: `<${entry}@exemplu.ro>`,
  subject: view.subject,
  from: view.participants[0] ?? anaAt,
  to: [ioanaAt],
  at: view.at ?? 0,
  direction: 'in',
  place: view.place,
  reason_code: view.reason_code,
  clients: view.links.map((link) => link.record.name),
  folder: 'INBOX',
  mailbox: ioanaAt.address,
});

export function recentMails(count = 120): t.RecentMail[] {
  const first = Object.entries(views).map(([entry, view]) => recent(view(), entry));
  const rest = Array.from({ length: count - first.length }, (_, n): t.RecentMail => {
    const [subject, from, clients] = filler[n % filler.length] as (typeof filler)[number];
    const entry = `f${n}`;
    return {
      ...recent(known(), entry),
      subject,
      from,
      clients,
      at: ago(4 + Math.floor(n / 3), n % 9),
      place: clients.length ? 'crm' : 'private',
      reason_code: clients.length ? null : 'internal',
    };
  });
  return [...first, ...rest];
}

export const text = `Bună ziua, doamnă Mureșan,

Am verificat revizia 3 a ofertei. Putem merge mai departe dacă livrarea rămâne în decembrie și dacă pompa P-200 montată luna trecută, care pierde apă la etanșare, se înlocuiește în garanție.

Cu stimă,
Ana Radu
Director, Radu Construct SRL
Str. Fabricii 12, Cluj-Napoca
+40 722 314 159`;
