// Every type of the HTTP contract, in one place. Identifiers are UUID strings; moments are milliseconds since
// 1970 UTC; days are "YYYY-MM-DD"; money is in minor units.

export type Problem = {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail: string;
  fields?: { field: string; reason: string }[]; // 422: per field
  current?: unknown; // 412 stale: the record as it is now (same shape as GET)
};
// codes a client reacts to: "api.unauthorized"(401) "api.forbidden"(403) "crm.denied"(403) "crm.not-found"(404)
// "crm.stale"(412) "crm.conflict"(409) "crm.invalid"(422) "api.invalid"(400/422) "api.too-large"(413) "api.too-many"(429)
// "pair.no-window"(409) "pair.code-wrong"(403) "pair.code-dead"(403) "pair.closed"(429) "api.idempotency"(422)
// "sync.offline"(503: the mail cannot be fetched now) "store.*"(503/500)

export type Kind = 'account' | 'contact' | 'opportunity' | 'incident' | 'activity' | 'mail';
export type Ref = { kind: Kind; uid: string };
export type Named = Ref & { name: string }; // name: what people call it; incidents "INC-5K Pump leaks"
export type Person = { name: string; address: string };
export type UserName = { uid: string; name: string };

// ---- session
// GET  /edge/v1/hello                     -> 204 (no token; proves only that an agent listens)
// POST /edge/v1/pair/confirm  {code, kind, name} -> 201 PairAnswer      (code: 8 characters, case and "-" ignored)
export type PairRequest = { code: string; kind: 'browser' | 'outlook' | 'thunderbird' | 'desktop'; name: string };
export type PairAnswer = { token: string } & Session;
// GET  /edge/v1/session -> Session ; DELETE /edge/v1/session -> 204 (signs this client out)
export type Session = {
  client: { uid: string; kind: string; name: string; scopes: string[] };
  user: { uid: string; name: string; login: string; language: string; roles: string[] };
  rights: string[]; // "read" "write" "delete" "link" "assign_task" "hand_on" "distribute" "settings" "users"
  company_domains: string[];
  version: string;
  epoch: string;
  mailboxes: {
    address: string;
    state: 'ok' | 'syncing' | 'error' | 'paused';
    error: string | null;
    synced_at: number | null;
  }[];
};

// ---- the panel
// POST /edge/v1/panel  PanelRequest -> PanelView          (a read; no Idempotency-Key)
export type MailSource =
  | { entry: string } // a mail of the private index (from GET /edge/v1/mails)
  | { mail: string } // a mail of the crm (uid)
  | { facts: MailFacts }; // what a mail client knows of the mail it shows
export type MailFacts = {
  message_id?: string | null;
  subject: string;
  at?: number | null;
  from?: Person | null;
  to: Person[];
  cc: Person[];
  references?: string[]; // message ids, In-Reply-To last
  text?: string | null; // plain text, at most 64 KiB; for the guess of an unknown sender and products
  mailbox?: string | null; // address of the mailbox it is shown from
};
export type PanelRequest = {
  source: MailSource;
  participant?: string | null /* address to show; default: the author, or the first outside recipient */;
};
export type PanelView = {
  subject: string;
  at: number | null;
  direction: 'in' | 'out' | 'none';
  mail: string | null; // its uid in the crm, when it is there and visible
  entry: string | null; // its id in the private index, when known
  place: 'crm' | 'held' | 'private' | 'unseen'; // unseen: the agent never saw it
  reason: string | null; // why it is private, for people: "nobody of it is known" (code in reason_code)
  reason_code:
    | 'unmatched'
    | 'internal'
    | 'never_log_mine'
    | 'never_log_company'
    | 'draft'
    | 'junk'
    | 'trash'
    | 'copy'
    | 'too_large'
    | 'quarantined'
    | 'pending'
    | null;
  participants: Participant[]; // author first; colleagues last
  shown: number; // index in participants; -1 when nobody is there
  state: 'known' | 'several' | 'unknown' | 'internal' | 'nobody'; // of the participant shown
  record: ClientRecord | null; // state known
  candidates: Candidate[]; // state several
  guess: Guess | null; // state unknown
  links: MailLink[]; // where the mail is and why
  logged: Logged[]; // what was logged from it or its thread
};
export type Participant = Person & {
  part: 'from' | 'to' | 'cc' | 'bcc' | 'reply_to';
  state: 'known' | 'several' | 'unknown' | 'internal';
  record: Named | null;
};
export type Candidate = { record: Named; detail: string; addresses: string[] };
export type MailLink = { record: Named; rule: string; why: string };
export type Logged = {
  record: Named;
  kind: 'incident' | 'opportunity' | 'task' | 'note' | 'call';
  status: string;
  at: number;
  by: string;
  from_this_mail: boolean;
};
export type Guess = {
  salutation: Guessed;
  department: Guessed;
  language: Guessed;
  postal_code: Guessed;
  country: Guessed;
  // each value with where it comes from; the form marks them
  first_name: Guessed;
  last_name: Guessed;
  title: Guessed;
  phones: { kind: PhoneKind; number: string; source: GuessSource }[];
  company: Guessed;
  domain: Guessed;
  web: Guessed;
  vat_number: Guessed;
  registration_number: Guessed;
  street: Guessed;
  city: Guessed;
  account: Named | null; // an account that has the domain already
  attaches: number; // mails of the private index that this address would attach
  attaches_domain: number; // the same for the whole domain
};
export type GuessSource = 'name' | 'address' | 'signature' | 'vcard' | 'domain' | '';
export type Guessed = { value: string; source: GuessSource };
export type PhoneKind = 'phone' | 'mobile' | 'fax';

export type ClientRecord = {
  record: Named;
  contact: ContactCard | null;
  account: AccountCard | null;
  last_contact: { at: number; kind: string; direction: string; who: string; subject: string } | null;
  opportunities: OpenOpportunity[];
  incidents: OpenIncident[];
  planned: Planned[];
  history: HistoryItem[];
  history_next: string | null;
  counts: { history: number; planned: number; incidents: number; opportunities: number };
  colleagues: { record: Named; title: string; last_at: number | null }[];
  flags: Flag[];
};
export type ContactCard = {
  uid: string;
  version: number;
  salutation: string;
  name: string;
  department: string;
  language: string;
  kind: ClientKind;
  do_not_contact: string[];
  created_at: number;
  owner: UserName | null;
  addresses: string[];
  phones: Phone[];
  places: { account: Named; title: string }[];
};
export type AccountCard = {
  uid: string;
  version: number;
  name: string;
  kind: ClientKind;
  importance: 'low' | 'normal' | 'high' | 'key';
  industry: string;
  status: string;
  city: string;
  country: string;
  web: string;
  created_at: number;
  owner: UserName | null;
  phones: Phone[];
};
export type ClientKind = 'client' | 'partner' | 'competitor' | 'supplier' | 'other';
export type Phone = { kind: PhoneKind; number: string };
export type Money = { minor: number /* minor units */; currency: string };
export type OpenOpportunity = {
  uid: string;
  name: string;
  stage: string;
  probability: number;
  amount: Money | null;
  expected_close: string | null;
  next_step: string;
  owner: UserName | null;
  planned: boolean;
  created_at: number;
};
export type OpenIncident = {
  uid: string;
  label: string /* INC-5K */;
  subject: string;
  priority: Priority;
  status: string;
  assignee: UserName | null;
  solve_by: number | null;
  created_at: number;
};
export type Priority = 'low' | 'normal' | 'high' | 'critical';
export type Planned = HistoryItem & {
  when: string | null /* local time or day as entered */;
  zone: string | null;
  overdue: boolean;
};
export type HistoryItem = {
  uid: string;
  kind: 'email' | 'call' | 'meeting' | 'task' | 'event' | 'letter' | 'fax' | 'note';
  status: string;
  priority: Priority;
  direction: 'in' | 'out' | 'none';
  subject: string;
  snippet: string;
  at: number;
  author: string | null /* name */;
  assignee: string | null;
  mail: {
    uid: string;
    from: Person;
    attachments: number;
    level: 'metadata' | 'subject' | 'everything';
    held: boolean;
    nature: string;
  } | null;
};
export type Flag =
  | { kind: 'critical_incident'; incident: string; label: string }
  | { kind: 'overdue'; activities: number }
  | { kind: 'past_expected_close'; opportunity: string }
  | { kind: 'nothing_planned'; opportunity: string }
  | { kind: 'quiet'; days: number };

// GET /api/v1/contacts/{uid}/history?cursor=&limit=   GET /api/v1/accounts/{uid}/history -> { items: HistoryItem[], next: string|null }
// GET /api/v1/contacts/{uid}/record   GET /api/v1/accounts/{uid}/record -> ClientRecord   (a colleague clicked, a record found)

// ---- recent mails (browser page only; scope mail.private)
// GET /edge/v1/mails?cursor=&limit=&q= -> { items: RecentMail[], next: string|null }
export type RecentMail = {
  entry: string;
  message_id: string | null;
  subject: string;
  from: Person;
  to: Person[];
  at: number;
  direction: 'in' | 'out' | 'none';
  place: PanelView['place'];
  reason_code: PanelView['reason_code'];
  clients: string[] /* names */;
  folder: string;
  mailbox: string;
};
// GET /edge/v1/mails/{entry}/text -> { text: string; attachments: { name: string; size: number; kind: string }[] } | 503 sync.offline

// ---- logging
// POST /edge/v1/log/draft { source, kind } -> LogDraft           (prefilled; a read)
export type LogKind = 'incident' | 'opportunity' | 'task' | 'note' | 'call';
export type LogDraft = {
  kind: LogKind;
  contact: Named | null;
  account: Named | null;
  incident?: IncidentDraft;
  opportunity?: OpportunityDraft;
  activity?: ActivityDraft; // the one of the kind
  attachments: { name: string; size: number }[];
  thread: number; // mails of the thread that would join the record
  leaves: boolean; // the mail is private now and would enter the crm by this
};
export type IncidentDraft = {
  subject: string;
  description: string;
  account: string | null;
  contact: string | null;
  product: string;
  category: string;
  priority: Priority;
  channel: 'mail' | 'phone' | 'fax' | 'letter' | 'web' | 'in_person';
  queue: string;
};
export type OpportunityDraft = {
  name: string;
  account: string | null;
  contacts: string[];
  stage: string | null;
  business_type: string;
  amount: Money | null;
  probability: number | null;
  expected_close: string | null;
  source: string;
  competitor: string;
  description: string;
  next_step: string;
};
export type ActivityDraft = {
  kind: 'task' | 'note' | 'call';
  subject: string;
  body: string;
  status: 'planned' | 'done';
  priority: Priority;
  direction: 'in' | 'out' | 'none';
  at: number | null;
  planned: string | null /* "2026-11-24T10:00" or a day */;
  zone: string | null;
};
// POST /edge/v1/log [m] LogRequest -> 201 LogAnswer
export type LogRequest = {
  source: MailSource;
  kind: LogKind;
  incident?: IncidentDraft;
  opportunity?: OpportunityDraft;
  activity?: ActivityDraft;
};
export type LogAnswer = { record: Named; mutation: string; mail: string | null };
// POST /edge/v1/mails/eml  (message/rfc822, <= 40 MB, ?mailbox=address) [m] -> 201 { mail: string|null, outcome: "linked"|"held"|"nobody"|"internal"|"never_log", why: string }

// POST /edge/v1/attach/preview { source, to: Ref, reach: "mail"|"thread" } -> AttachPreview
export type AttachPreview = {
  mails: { subject: string; from: Person; at: number; place: PanelView['place'] }[];
  leaves: number;
  level: 'metadata' | 'subject' | 'everything';
};
// POST /edge/v1/attach [m] same body -> { attached: number, mutation: string }

// ---- unknown sender
// POST /api/v1/clients [m] -> 201 { contact: Named, account: Named|null, attached: number, mutation: string }
export type NewClient = {
  contact: ContactFields;
  account: { uid: string } | { new: AccountFields } | null;
  title: string;
  /** The mail in front of the user: it joins the history with its sender. */
  source?: MailSource;
};
// POST /edge/v1/never-log [m] { what: "address"|"domain", value: string, list: "mine"|"company" } -> 201 { uid: string, mutation: string } ; DELETE /edge/v1/never-log/{uid} [m] -> 204

// ---- corrections
// POST /api/v1/mails/{uid}/correct [m] { from: Ref, to: Ref|null } -> { taught: string|null, others: number, why: string, mutation: string }
// POST /api/v1/choices [m] { address: string, to: Ref } -> { others: number, mutation: string }
// POST /api/v1/undo [m] { mutation: string|null } -> { verb: string, restored: number, kept: string[] }

// ---- records
// GET /api/v1/find?q=&kinds=account,contact,opportunity,incident&limit=10 -> { items: { record: Named, detail: string }[] }
// GET/PATCH /api/v1/contacts/{uid} (ContactRecord), /api/v1/accounts/{uid} (AccountRecord): ETag `"<version>"`; PATCH [m] needs If-Match, body: any subset of the fields; 200 new record | 412
// POST /api/v1/contacts [m] ContactFields -> 201 ; POST /api/v1/accounts [m] AccountFields -> 201
export type Postal = { street: string; postal_code: string; city: string; region: string; country: string };
export type ContactFields = {
  salutation: string;
  first_name: string;
  last_name: string;
  positions: { account: string; title: string }[];
  department: string;
  addresses: string[];
  phones: Phone[];
  language: string;
  kind: ClientKind;
  birthday: string | null;
  postal: Postal;
  do_not_contact: string[];
  description: string;
};
export type ContactRecord = ContactFields & {
  uid: string;
  version: number;
  owner: UserName | null;
  updated_at: number;
};
export type AccountFields = {
  name: string;
  kind: ClientKind;
  importance: 'low' | 'normal' | 'high' | 'key';
  industry: string;
  ownership: string;
  employees: number | null;
  annual_revenue: Money | null;
  postal: Postal;
  phones: Phone[];
  addresses: string[];
  web: string;
  domains: string[];
  vat_number: string;
  registration_number: string;
  parent: string | null;
  status: string;
  description: string;
};
export type AccountRecord = AccountFields & {
  uid: string;
  version: number;
  owner: UserName | null;
  updated_at: number;
};
// (POST bodies may leave out any field; defaults are empty)
// GET /api/v1/stages -> { items: { name: string, probability: number }[] }
// POST /api/v1/opportunities/{uid}/stage [m] { stage: string, reason?: string } -> { version: number, mutation: string }
// POST /api/v1/activities/{uid}/complete [m] {} -> { version: number, mutation: string }

// ---- events (SSE read with fetch; `Last-Event-ID` header resumes; a comment line every 15 s)
// GET /api/v1/events  -> event: change, id: <seq>, data: Change ; event: reset (drop caches, epoch changed)
export type Change = {
  seq: number;
  mutation: string;
  verb: string;
  at: number;
  by: string | null /* user uid */;
  records: Ref[];
};
// GET /edge/v1/signals -> event: sync, data: Session["mailboxes"][number] ; event: signed-out (this client was revoked)
