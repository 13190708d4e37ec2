// The contract under the names used here. `schema.d.ts` is written from the agent's own description (`npm run api`);
// this file adds only the words that the description gives as plain text, and the compiler refuses what no longer
// fits it. Identifiers are UUID strings; moments are milliseconds since 1970 UTC; days are "YYYY-MM-DD"; money is in
// minor units.

import type { components } from './schema';

type S = components['schemas'];

/** Parts of a schema, said more exactly: each must fit what the schema says of it. */
type Within<Schema, Exact> = { [K in keyof Exact]: K extends keyof Schema ? Schema[K] : never };
/** What the agent answers: nothing is left out, what is not there is null. */
type Answer<Schema, Exact extends Within<Schema, Exact> = Record<never, never>> = Required<Omit<Schema, keyof Exact>> &
  Exact;
/** What the agent is sent: what the schema lets out may be left out. */
type Request<Schema, Exact extends Within<Schema, Exact> = Record<never, never>> = Omit<Schema, keyof Exact> & Exact;
type Among<Wide, Exact extends Wide> = Exact;

export type Problem = Omit<S['Problem'], 'current'> & { current?: unknown };
export type Kind = 'account' | 'contact' | 'opportunity' | 'incident' | 'activity' | 'mail';
export type Ref = Answer<S['Ref'], { kind: Kind }>;
export type Named = Answer<S['Named'], { kind: Kind }>;
export type Person = Answer<S['PersonView']>;
export type UserName = Answer<S['UserName']>;
export type Money = Answer<S['MoneyView']>;
export type Phone = Answer<S['PhoneView'], { kind: PhoneKind }>;
export type PhoneKind = 'phone' | 'mobile' | 'fax';
export type ClientKind = 'client' | 'partner' | 'competitor' | 'supplier' | 'other';
export type Importance = 'low' | 'normal' | 'high' | 'key';
export type Priority = 'low' | 'normal' | 'high' | 'critical';
export type Direction = 'in' | 'out' | 'none';
/** What colleagues see of a mail. */
export type Level = 'nothing' | 'metadata' | 'subject' | 'everything';
export type Page<T> = { items: T[]; next: string | null };

// The session.
export type PairRequest = Request<S['PairRequest'], { kind: 'browser' | 'outlook' | 'thunderbird' | 'desktop' }>;
export type PairAnswer = { token: S['PairAnswer']['token'] } & Session;
export type Session = Answer<S['Session'], { mailboxes: Mailbox[] }>;
export type Mailbox = Answer<S['MailboxView'], { state: 'ok' | 'syncing' | 'error' | 'paused' }>;

// A mail and what it stands for.
export type MailFacts = Request<S['MailFacts'], { subject: string; to: Person[]; cc: Person[] }>;
/** A mail of the private index, one of the crm, or what a mail client knows of the one it shows. */
export type MailSource = Among<S['MailSource'], { entry: string } | { mail: string } | { facts: MailFacts }>;
export type PanelRequest = Request<S['PanelRequest'], { source: MailSource }>;
export type Place = 'crm' | 'held' | 'private' | 'unseen';
export type PanelView = Answer<
  S['PanelView'],
  {
    direction: Direction;
    place: Place;
    reason_code: ReasonCode | null;
    participants: Participant[];
    state: Known | 'nobody';
    record: ClientRecord | null;
    candidates: Candidate[];
    guess: Guess | null;
    links: MailLink[];
    logged: Logged[];
  }
>;
export type ReasonCode =
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
  | 'pending';
type Known = 'known' | 'several' | 'unknown' | 'internal';
export type Participant = Answer<
  S['ParticipantView'],
  { part: 'from' | 'reply_to' | 'sender' | 'to' | 'cc' | 'bcc'; state: Known; record: Named | null }
>;
export type Candidate = Answer<S['CandidateView'], { record: Named }>;
export type MailLink = Answer<S['MailLinkView'], { record: Named }>;
export type Logged = Answer<S['LoggedView'], { record: Named; kind: LogKind }>;
export type RecentMail = Answer<
  S['RecentMail'],
  { from: Person; to: Person[]; direction: Direction; place: Place; reason_code: ReasonCode | null }
>;
export type MailText = Answer<S['MailText']>;

// What is guessed of an unknown sender.
export type GuessSource = 'name' | 'address' | 'signature' | 'vcard' | 'domain' | '';
export type Guessed = Answer<S['GuessedView'], { source: GuessSource }>;
export type GuessedPhone = Answer<S['GuessedPhone'], { kind: PhoneKind; source: GuessSource }>;
type GuessedField = Exclude<keyof S['GuessView'], 'account' | 'phones' | 'attaches' | 'attaches_domain'>;
export type Guess = Answer<
  S['GuessView'],
  { [K in GuessedField]: Guessed } & { account: Named | null; phones: GuessedPhone[] }
>;

// The record of a client.
export type ClientRecord = Answer<
  S['ClientRecordView'],
  {
    record: Named;
    contact: ContactCard | null;
    account: AccountCard | null;
    opportunities: OpenOpportunity[];
    incidents: OpenIncident[];
    planned: Planned[];
    history: HistoryItem[];
    colleagues: Colleague[];
  }
>;
export type ContactCard = Answer<S['ContactCardView'], { kind: ClientKind; phones: Phone[]; places: Employment[] }>;
export type Employment = Answer<S['PlaceView'], { account: Named }>;
export type AccountCard = Answer<S['AccountCardView'], { kind: ClientKind; importance: Importance; phones: Phone[] }>;
export type Colleague = Answer<S['ColleagueView'], { record: Named }>;
export type OpenOpportunity = Answer<S['OpenOpportunityView']>;
export type OpenIncident = Answer<S['OpenIncidentView'], { priority: Priority }>;
export type HistoryItem = Answer<
  S['HistoryItem'],
  {
    kind: 'email' | 'call' | 'meeting' | 'task' | 'event' | 'letter' | 'fax' | 'note';
    priority: Priority;
    direction: Direction;
    mail: HistoryMail | null;
  }
>;
export type HistoryMail = Answer<S['HistoryMail'], { from: Person; level: Level }>;
export type Planned = HistoryItem & Answer<Omit<S['PlannedView'], keyof S['HistoryItem']>>;
export type Flag = S['FlagView'];

// Logging.
export type LogKind = S['LogKind'];
export type IncidentDraft = Answer<
  S['IncidentFields'],
  { priority: Priority; channel: 'mail' | 'phone' | 'fax' | 'letter' | 'web' | 'in_person' }
>;
export type OpportunityDraft = Answer<S['OpportunityFields']>;
type Plan = 'ends' | 'place' | 'rule' | 'reminders' | 'attendees' | 'private' | 'custom';
export type ActivityDraft = Answer<
  Omit<S['ActivityFields'], Plan>,
  { kind: 'task' | 'note' | 'call'; status: 'planned' | 'done'; priority: Priority; direction: Direction }
> &
  Pick<S['ActivityFields'], Plan>;
type Drafts = { incident?: IncidentDraft; opportunity?: OpportunityDraft; activity?: ActivityDraft };
/** The form of the kind alone is there. */
export type LogDraft = Answer<Omit<S['LogDraft'], keyof Drafts>, { contact: Named | null; account: Named | null }> &
  Drafts;
export type LogRequest = Request<S['LogRequest'], Drafts & { source: MailSource }>;
export type LogAnswer = Answer<S['LogAnswer'], { record: Named }>;
export type AttachRequest = Request<S['AttachRequest'], { source: MailSource; to: Ref }>;
export type AttachedMail = Answer<S['AttachedMail'], { from: Person; place: Place }>;
export type AttachPreview = Answer<S['AttachPreview'], { mails: AttachedMail[]; level: Level }>;
export type AttachAnswer = Answer<S['AttachAnswer']>;

// Who somebody is, and corrections.
export type NewClient = Request<
  S['NewClientRequest'],
  { contact: Partial<ContactFields>; account: { uid: string } | { new: Partial<AccountFields> } | null }
>;
export type NewClientAnswer = Answer<S['NewClientAnswer'], { contact: Named; account: Named | null }>;
export type NeverLog = S['NeverLogRequest'];
export type NeverLogAnswer = Answer<S['NeverLogAnswer']>;
export type CorrectRequest = Request<S['CorrectRequest'], { from: Ref; to: Ref | null }>;
export type CorrectAnswer = Answer<S['CorrectAnswer']>;
export type ChoiceRequest = Request<S['ChoiceRequest'], { to: Ref }>;
export type ChoiceAnswer = Answer<S['ChoiceAnswer']>;
export type UndoAnswer = Answer<S['UndoAnswer']>;

// Records.
export type Found = Answer<S['FoundRecord'], { record: Named }>;
export type Postal = Answer<S['PostalFields']>;
type Position = Answer<S['PositionFields']>;
export type ContactFields = Answer<
  S['ContactFields'],
  { kind: ClientKind; phones: Phone[]; positions: Position[]; postal: Postal }
>;
export type ContactRecord = ContactFields & Answer<Omit<S['ContactRecord'], keyof S['ContactFields']>>;
export type AccountFields = Answer<
  S['AccountFields'],
  { kind: ClientKind; importance: Importance; phones: Phone[]; postal: Postal; annual_revenue: Money | null }
>;
export type AccountRecord = AccountFields & Answer<Omit<S['AccountRecord'], keyof S['AccountFields']>>;
export type Stage = Answer<S['StageView'], { outcome: 'open' | 'won' | 'lost' }>;
export type Changed = Answer<S['Changed']>;

// Events.
export type Change = Answer<S['Change'], { records: Ref[] }>;
