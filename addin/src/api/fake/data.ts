import type * as t from '../types';

/** The moment the samples are written for: Monday 23 November 2026, 10:42 in Bucharest. */
export const now = Date.UTC(2026, 10, 23, 8, 42);
const hour = 3_600_000;
const dayMs = 24 * hour;
const ago = (days: number, hours = 0): number => now - days * dayMs - hours * hour;
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const me: t.UserName = { uid: id(1), name: 'Ioana Mureșan' };
export const vlad: t.UserName = { uid: id(2), name: 'Vlad Ionescu' };
const named = (kind: t.Kind, n: number, name: string): t.Named => ({ kind, uid: id(n), name });

export const ana = named('contact', 10, 'Ana Radu');
export const radu = named('account', 20, 'Radu Construct SRL');
export const george = named('contact', 11, 'George Țepeș');
export const irina = named('contact', 12, 'Irina Șerban');
export const stan1 = named('contact', 13, 'Cristina Stan');
export const stan2 = named('contact', 14, 'Călin Stan');
export const transilvania = named('account', 21, 'Grup Transilvania SA');
export const pump = named('incident', 30, 'INC-5K Pompa P-200 pierde apă');
export const offer = named('opportunity', 40, 'Pompe pentru Sala Polivalentă');

export const session = (language: string, rights: string[]): t.Session => ({
  client: { uid: id(3), kind: 'browser', name: 'Chromium', scopes: ['panel.read', 'panel.write', 'mail.private'] },
  user: { uid: me.uid, name: me.name, login: 'ioana', language, roles: ['salesperson'] },
  rights,
  company_domains: ['hidroserv.ro'],
  version: '0.1.0',
  epoch: id(4),
  mailboxes: [{ address: 'ioana.muresan@hidroserv.ro', state: 'ok', error: null, synced_at: now - 30_000 }],
});

const anaAt: t.Person = { name: 'Ana Radu', address: 'ana.radu@raduconstruct.ro' };
const ioanaAt: t.Person = { name: me.name, address: 'ioana.muresan@hidroserv.ro' };

type Line = [
  kind: t.HistoryItem['kind'],
  direction: 'in' | 'out' | 'none',
  subject: string,
  snippet: string,
  days: number,
  attachments?: number,
];
const lines: Line[] = [
  [
    'email',
    'in',
    'Ofertă rev. 3 – pompe pentru Sala Polivalentă',
    'Bună ziua, am verificat revizia 3 a ofertei. Putem merge mai departe dacă livrarea rămâne în decembrie…',
    0,
    2,
  ],
  [
    'email',
    'out',
    'Re: Ofertă rev. 3 – pompe pentru Sala Polivalentă',
    'Vă trimit atașat fișa tehnică actualizată și termenul confirmat de la depozit.',
    1,
    1,
  ],
  [
    'call',
    'out',
    'Termen de livrare P-200',
    'Doamna Radu cere livrarea în două tranșe. De confirmat cu depozitul până miercuri.',
    3,
  ],
  [
    'email',
    'in',
    'Pompa P-200 pierde apă la etanșare',
    'Pompa montată luna trecută pierde apă la etanșare, trimit fotografii.',
    4,
    3,
  ],
  ['task', 'none', 'Trimis fișele tehnice', 'Fișele P-200 și P-250, în română.', 5],
  [
    'meeting',
    'none',
    'Vizită pe șantier, Cluj-Napoca',
    'Am măsurat traseul conductei împreună cu dirigintele de șantier.',
    9,
  ],
  [
    'note',
    'none',
    'Buget aprobat de consiliu',
    'Bugetul pe 2027 este aprobat; decizia o ia doamna Radu împreună cu domnul Țepeș.',
    12,
  ],
  [
    'email',
    'out',
    'Ofertă rev. 2 – pompe pentru Sala Polivalentă',
    'Conform discuției, am scos stația de dozare și am adăugat garanția extinsă.',
    14,
    1,
  ],
  [
    'email',
    'in',
    'Cerere de ofertă: 4 pompe submersibile',
    'Vă rugăm o ofertă pentru patru pompe submersibile, debit 40 m³/h.',
    21,
  ],
  ['letter', 'in', 'Contract-cadru semnat', 'Două exemplare, semnate.', 30],
];

function item([kind, direction, subject, snippet, days, attachments]: Line, n: number): t.HistoryItem {
  const isMail = kind === 'email';
  return {
    uid: id(1_000 + n),
    kind,
    status: 'done',
    priority: 'normal',
    direction,
    subject,
    snippet,
    at: ago(days, days === 0 ? 1 : (n * 3) % 7),
    author: direction === 'in' ? null : n % 3 === 2 ? vlad.name : me.name,
    assignee: null,
    mail: isMail
      ? {
          uid: id(5_000 + n),
          from: direction === 'in' ? anaAt : ioanaAt,
          attachments: attachments ?? 0,
          level: 'everything',
          held: false,
          nature: 'person',
        }
      : null,
  };
}

/** As many lines of history as asked for: ten written ones, then older ones in the same manner. */
export function history(count: number): t.HistoryItem[] {
  return Array.from({ length: count }, (_, n) => {
    const line = lines[n % lines.length] as Line;
    return item([line[0], line[1], line[2], line[3], line[4] + Math.floor(n / lines.length) * 35, line[5]], n);
  });
}

const planned: t.Planned = {
  ...item(['call', 'out', 'Sun-o pe Ana: tranșele de livrare', '', -1], 900),
  uid: id(50),
  status: 'planned',
  when: '2026-11-24T10:00',
  zone: 'Europe/Bucharest',
  overdue: false,
  assignee: me.name,
  mail: null,
};

export const contactCard: t.ContactCard = {
  uid: ana.uid,
  version: 4,
  salutation: 'Doamna',
  name: ana.name,
  department: 'Conducere',
  language: 'ro',
  kind: 'client',
  do_not_contact: [],
  created_at: ago(420),
  owner: me,
  addresses: [anaAt.address, 'ana@raduconstruct.ro'],
  phones: [
    { kind: 'mobile', number: '+40 722 314 159' },
    { kind: 'phone', number: '+40 264 271 828' },
  ],
  places: [{ account: radu, title: 'Director' }],
};

export const accountCard: t.AccountCard = {
  uid: radu.uid,
  version: 7,
  name: radu.name,
  kind: 'client',
  importance: 'key',
  industry: 'Construcții',
  status: 'activ',
  city: 'Cluj-Napoca',
  country: 'RO',
  web: 'https://raduconstruct.ro',
  created_at: ago(900),
  owner: me,
  phones: [{ kind: 'phone', number: '+40 264 271 800' }],
};

export const record = (): t.ClientRecord => ({
  record: ana,
  contact: contactCard,
  account: accountCard,
  last_contact: { at: ago(0, 1), kind: 'email', direction: 'in', who: ana.name, subject: lines[0]?.[2] ?? '' },
  opportunities: [
    {
      uid: offer.uid,
      name: offer.name,
      stage: 'Ofertare',
      probability: 40,
      amount: { minor: 12_000_000, currency: 'RON' },
      expected_close: '2026-12-15',
      next_step: 'Confirmă livrarea',
      owner: me,
      planned: true,
      created_at: ago(21),
    },
    {
      uid: id(41),
      name: 'Mentenanță 2027',
      stage: 'Calificare',
      probability: 20,
      amount: { minor: 1_850_000, currency: 'EUR' },
      expected_close: '2027-01-31',
      next_step: '',
      owner: vlad,
      planned: false,
      created_at: ago(12),
    },
  ],
  incidents: [
    {
      uid: pump.uid,
      label: 'INC-5K',
      subject: 'Pompa P-200 pierde apă la etanșare',
      priority: 'high',
      status: 'În lucru',
      assignee: vlad,
      solve_by: now + dayMs,
      created_at: ago(4),
    },
    {
      uid: id(31),
      label: 'INC-3C',
      subject: 'Manual în limba română',
      priority: 'low',
      status: 'Nou',
      assignee: null,
      solve_by: null,
      created_at: ago(11),
    },
  ],
  planned: [planned],
  history: history(24),
  history_next: '24',
  counts: { history: 64, planned: 1, incidents: 2, opportunities: 2 },
  colleagues: [
    { record: george, title: 'Director economic', last_at: ago(12) },
    { record: irina, title: 'Achiziții', last_at: ago(33) },
  ],
  flags: [{ kind: 'overdue', activities: 1 }],
});

export const stages = [
  { name: 'Calificare', probability: 20 },
  { name: 'Ofertare', probability: 40 },
  { name: 'Negociere', probability: 70 },
  { name: 'Câștigată', probability: 100 },
  { name: 'Pierdută', probability: 0 },
];

export { ago, anaAt, ioanaAt, lines };
