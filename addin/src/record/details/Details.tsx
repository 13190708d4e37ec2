import type { MessageDescriptor } from '@lingui/core';
import { useLingui } from '@lingui/react/macro';
import { useAccountFields, useContactFields } from '../../api/queries';
import type { AccountFields, AccountRecord, ClientRecord, ContactFields, ContactRecord, Phone } from '../../api/types';
import { day } from '../../i18n/format';
import { Select } from '../../ui/field/Select';
import { Skeleton } from '../../ui/state/State';
import { useMail } from '../views';
import { clientKinds, importances, phoneKinds } from '../words';
import { Conflict, usePatch } from './Conflict';
import styles from './Details.module.css';
import { InlineField } from './InlineField';

/** The fields of the contact and the account, each edited where it stands. */
export function Details({ record, editing }: { record: ClientRecord; editing: number }) {
  const { t } = useLingui();
  const contact = useContactFields(record.contact?.uid ?? null);
  const account = useAccountFields(record.account?.uid ?? null);
  const waiting = (record.contact && !contact.data) || (record.account && !account.data);
  if (waiting) return <Skeleton label={t`Loading`} rows={6} />;
  return (
    <div className={styles.details}>
      {contact.data ? <ContactPart now={contact.data} editing={editing} /> : null}
      {account.data ? <AccountPart now={account.data} editing={contact.data ? 0 : editing} /> : null}
      {record.account?.owner ? (
        <p className={styles.foot}>
          <Owner name={record.account.owner.name} since={record.account.created_at} />
        </p>
      ) : null}
    </div>
  );
}

function Owner({ name, since }: { name: string; since: number }) {
  const { t } = useLingui();
  const when = day(since);
  return t`Looked after by ${name} · client since ${when}`;
}

const dial = (number: string): string => `tel:${number.replace(/[^+\d]/g, '')}`;
const safeWeb = (web: string): string | undefined =>
  /^https?:\/\//i.test(web) ? web : web ? `https://${web}` : undefined;

function ContactPart({ now, editing }: { now: ContactRecord; editing: number }) {
  const { t, i18n } = useLingui();
  const { mayWrite } = useMail();
  const { save, conflict, settle } = usePatch<ContactFields, ContactRecord>('contact', now);
  const field = { readOnly: !mayWrite };
  const phones = (number: string, at: number): Phone[] =>
    number
      ? now.phones.map((each, i) => (i === at ? { ...each, number } : each))
      : now.phones.filter((_, i) => i !== at);
  return (
    <section aria-label={t`Contact`}>
      <h2 className={styles.title}>{t`Contact`}</h2>
      <InlineField
        label={t`First name`}
        value={now.first_name}
        onSave={(first_name) => save({ first_name })}
        editing={editing}
        {...field}
      />
      <InlineField label={t`Last name`} value={now.last_name} onSave={(last_name) => save({ last_name })} {...field} />
      <InlineField
        label={t`Department`}
        value={now.department}
        onSave={(department) => save({ department })}
        {...field}
      />
      {now.phones.map((phone, i) => (
        <InlineField
          // biome-ignore lint/suspicious/noArrayIndexKey: a phone has no name of its own
          key={i}
          label={i18n._(phoneKinds[phone.kind])}
          value={phone.number}
          href={dial(phone.number)}
          onSave={(number) => save({ phones: phones(number, i) })}
          {...field}
        />
      ))}
      {now.phones.length === 0 ? (
        <InlineField
          label={t`Phone`}
          value=""
          onSave={(number) => save({ phones: [{ kind: 'phone', number }] })}
          {...field}
        />
      ) : null}
      {now.addresses.map((address) => (
        <InlineField
          key={address}
          label={t`E-mail`}
          value={address}
          readOnly
          href={`mailto:${encodeURIComponent(address)}`}
          onSave={() => undefined}
        />
      ))}
      <InlineField
        label={t`Notes`}
        rows={3}
        value={now.description}
        onSave={(description) => save({ description })}
        {...field}
      />
      {conflict ? <Conflict conflict={conflict} onSettle={settle} /> : null}
    </section>
  );
}

function AccountPart({ now, editing }: { now: AccountRecord; editing: number }) {
  const { t, i18n } = useLingui();
  const { mayWrite } = useMail();
  const { save, conflict, settle } = usePatch<AccountFields, AccountRecord>('account', now);
  const field = { readOnly: !mayWrite };
  const choices = <K extends string>(ids: readonly K[], words: Record<K, MessageDescriptor>) =>
    ids.map((id) => ({ id, label: i18n._(words[id]) }));
  return (
    <section aria-label={t`Account`}>
      <h2 className={styles.title}>{t`Account`}</h2>
      <InlineField label={t`Name`} value={now.name} onSave={(name) => save({ name })} editing={editing} {...field} />
      {mayWrite ? (
        <div className={styles.selects}>
          <Select
            label={t`Kind`}
            value={now.kind}
            onChange={(kind) => save({ kind: kind as AccountFields['kind'] })}
            choices={choices(['client', 'partner', 'competitor', 'supplier', 'other'] as const, clientKinds)}
          />
          <Select
            label={t`Importance`}
            value={now.importance}
            onChange={(importance) => save({ importance: importance as AccountFields['importance'] })}
            choices={choices(['low', 'normal', 'high', 'key'] as const, importances)}
          />
        </div>
      ) : null}
      <InlineField label={t`Industry`} value={now.industry} onSave={(industry) => save({ industry })} {...field} />
      <InlineField
        label={t`Street`}
        value={now.postal.street}
        onSave={(street) => save({ postal: { ...now.postal, street } })}
        {...field}
      />
      <InlineField
        label={t`City`}
        value={now.postal.city}
        onSave={(city) => save({ postal: { ...now.postal, city } })}
        {...field}
      />
      <InlineField label={t`Web`} value={now.web} href={safeWeb(now.web)} onSave={(web) => save({ web })} {...field} />
      <InlineField
        label={t`Tax number`}
        value={now.vat_number}
        onSave={(vat_number) => save({ vat_number })}
        {...field}
      />
      <InlineField
        label={t`Register number`}
        value={now.registration_number}
        onSave={(registration_number) => save({ registration_number })}
        {...field}
      />
      {conflict ? <Conflict conflict={conflict} onSettle={settle} /> : null}
    </section>
  );
}
