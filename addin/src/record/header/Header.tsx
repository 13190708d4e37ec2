import { useLingui } from '@lingui/react/macro';
import { useAgent } from '../../api/agent';
import type { ClientRecord } from '../../api/types';
import { useCommandEntries } from '../../commands/CommandButton';
import { useCommand } from '../../commands/registry';
import { ago } from '../../i18n/format';
import { Badge } from '../../ui/badge/Badge';
import { IconButton } from '../../ui/button/Button';
import { Menu } from '../../ui/menu/Menu';
import { patchRecords, useChange } from '../useChange';
import { useMail } from '../views';
import { clientKinds } from '../words';
import styles from './Header.module.css';
import { Stepper } from './Stepper';

/** The name of the client, how important they are, and what else can be done with the mail and its record. */
export function Header({ record, inMail = true }: { record: ClientRecord; inMail?: boolean }) {
  const { t, i18n } = useLingui();
  const { account, contact } = record;
  const kind = account?.kind ?? contact?.kind;
  const star = useStar(record);
  const mailEntries = useCommandEntries(['mail.text', 'mail.correct', 'mail.attach', 'record.edit']);
  const panelEntries = useCommandEntries(['undo', 'refresh', 'help', 'sign.out']);
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h1 className={styles.name} tabIndex={-1} data-heading>
          {account?.name ?? record.record.name}
        </h1>
        {account ? (
          <IconButton
            small
            label={star.on ? t`Important client; press to make it a normal one` : t`Mark as important`}
            icon={star.on ? 'starFilled' : 'star'}
            pressed={star.on}
            isDisabled={!star.enabled}
            onPress={star.toggle}
            className={star.on ? styles.starred : undefined}
          />
        ) : null}
        <span className={styles.space} />
        {inMail ? <Stepper /> : null}
        <Menu
          label={t`More`}
          trigger={(open) => <IconButton {...open} label={t`More`} icon="more" small />}
          parts={[{ entries: inMail ? mailEntries : [] }, { entries: panelEntries }]}
        />
      </div>
      <div className={styles.person}>
        <PersonLine record={record} />
        {kind ? <Badge tone={kind === 'client' ? 'brand' : 'plain'}>{i18n._(clientKinds[kind])}</Badge> : null}
      </div>
    </header>
  );
}

function PersonLine({ record }: { record: ClientRecord }) {
  const { t } = useLingui();
  const { account, contact, last_contact } = record;
  const title = contact?.places.find((place) => place.account.uid === account?.uid)?.title;
  const parts = [title || contact?.department, account?.city].filter(Boolean);
  const when = last_contact ? ago(last_contact.at) : '';
  return (
    <span className={styles.words}>
      {contact && account ? <strong>{contact.name}</strong> : null}
      {parts.length > 0 ? <span className={styles.quiet}>{parts.join(' · ')}</span> : null}
      {!contact && last_contact ? <span className={styles.quiet}>{t`last contact ${when}`}</span> : null}
    </span>
  );
}

/** The star is the account's importance: "high" and "key" are starred. */
function useStar({ account }: ClientRecord) {
  const { t } = useLingui();
  const { api, queries } = useAgent();
  const { mayWrite } = useMail();
  const change = useChange();
  const on = account?.importance === 'high' || account?.importance === 'key';
  const enabled = mayWrite && account !== null;
  const toggle = () => {
    if (!account) return;
    const importance = on ? ('normal' as const) : ('high' as const);
    const { name } = account;
    void change({
      run: (by) => api.patchAccount(account.uid, account.version, { importance }, by),
      before: () =>
        patchRecords(queries, account.uid, (each) =>
          each.account ? { ...each, account: { ...each.account, importance } } : each,
        ),
      done: () => (on ? t`${name} is not marked any more` : t`${name} is marked as important`),
    });
  };
  useCommand('record.star', toggle, enabled);
  return { on, toggle, enabled };
}
