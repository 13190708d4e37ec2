import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type * as t from '../api/types';
import type { IconName } from '../ui/icons/icons';

type Words<K extends string> = Record<K, MessageDescriptor>;

export const historyKinds: Words<t.HistoryItem['kind']> = {
  email: msg`E-mail`,
  call: msg`Call`,
  meeting: msg`Meeting`,
  task: msg`Task`,
  event: msg`Event`,
  letter: msg`Letter`,
  fax: msg`Fax`,
  note: msg`Note`,
};

export const historyIcons: Record<t.HistoryItem['kind'], IconName> = {
  email: 'mail',
  call: 'call',
  meeting: 'people',
  task: 'task',
  event: 'calendar',
  letter: 'letter',
  fax: 'fax',
  note: 'note',
};

export const clientKinds: Words<t.ClientKind> = {
  client: msg`Client`,
  partner: msg`Partner`,
  competitor: msg`Competitor`,
  supplier: msg`Supplier`,
  other: msg`Other`,
};

export const importances: Words<t.AccountCard['importance']> = {
  low: msg`Low`,
  normal: msg`Normal`,
  high: msg`High`,
  key: msg`Key client`,
};

export const priorities: Words<t.Priority> = {
  low: msg`Low`,
  normal: msg`Normal`,
  high: msg`High`,
  critical: msg`Critical`,
};

export const channels: Words<t.IncidentDraft['channel']> = {
  mail: msg`E-mail`,
  phone: msg`Phone`,
  fax: msg`Fax`,
  letter: msg`Letter`,
  web: msg`Web`,
  in_person: msg`In person`,
};

export const phoneKinds: Words<t.PhoneKind> = { phone: msg`Phone`, mobile: msg`Mobile`, fax: msg`Fax` };

export const logKinds: Words<t.LogKind> = {
  incident: msg`Incident`,
  opportunity: msg`Opportunity`,
  task: msg`Task`,
  note: msg`Note`,
  call: msg`Call`,
};

export const recordKinds: Words<t.Kind> = {
  account: msg`Account`,
  contact: msg`Contact`,
  opportunity: msg`Opportunity`,
  incident: msg`Incident`,
  activity: msg`Activity`,
  mail: msg`E-mail`,
};

export const recordIcons: Record<t.Kind, IconName> = {
  account: 'building',
  contact: 'person',
  opportunity: 'opportunity',
  incident: 'incident',
  activity: 'clock',
  mail: 'mail',
};

export const parts: Words<t.Participant['part']> = {
  from: msg`From`,
  to: msg`To`,
  cc: msg`Copy`,
  bcc: msg`Hidden copy`,
  reply_to: msg`Reply to`,
  sender: msg`Sent by`,
};

export const reasons: Words<NonNullable<t.PanelView['reason_code']>> = {
  unmatched: msg`nobody in it is known`,
  internal: msg`only colleagues take part`,
  never_log_mine: msg`it is on your never-log list`,
  never_log_company: msg`it is on the company's never-log list`,
  draft: msg`it is a draft`,
  junk: msg`it lies in the junk folder`,
  trash: msg`it lies in the bin`,
  copy: msg`it is a copy of another mail`,
  too_large: msg`it is too large`,
  quarantined: msg`it could not be read and is kept aside`,
  pending: msg`it is being read`,
};

/** Why a mail is linked to a record. */
export const rules: Record<string, MessageDescriptor> = {
  by_hand: msg`linked by hand`,
  taught: msg`learnt from a correction`,
  incident_number: msg`by the incident number`,
  address: msg`by the address`,
  account_address: msg`by the company's address`,
  employer: msg`by the employer`,
  thread: msg`by the conversation`,
  domain: msg`by the domain`,
  ambiguous: msg`several people share the address`,
};

export const guessSources: Words<Exclude<t.GuessSource, ''>> = {
  name: msg`from the sender's name`,
  address: msg`from the address`,
  signature: msg`from the signature`,
  vcard: msg`from the vCard`,
  domain: msg`from the domain`,
};
