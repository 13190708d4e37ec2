import { useLingui } from '@lingui/react/macro';
import { CommandButton } from '../../commands/CommandButton';
import { useCommand } from '../../commands/registry';
import { Stepper } from '../../record/header/Stepper';
import { useMail } from '../../record/views';
import { reasons } from '../../record/words';
import { State } from '../../ui/state/State';
import styles from './Nobody.module.css';

/** A colleague's mail, or one that the lists keep out: there is no client to show. */
export function Nobody() {
  const { t, i18n } = useLingui();
  const { view, open, mayWrite } = useMail();
  useCommand('mail.attach', () => open({ name: 'attach' }), mayWrite);
  const who = view.participants[view.shown] ?? view.participants[0];
  const name = who?.name || who?.address || '';
  const reason = view.reason_code ? i18n._(reasons[view.reason_code]) : '';
  const internal = view.state === 'internal';
  return (
    <>
      <div className={styles.top}>
        <span className={styles.subject}>{view.subject}</span>
        <Stepper />
      </div>
      <State
        icon="bigPeople"
        title={internal ? t`${name} is a colleague` : t`This mail stays out of the records`}
        actions={<CommandButton id="mail.attach" />}
      >
        <p className={styles.sentence}>
          {internal
            ? t`Mail among colleagues stays in your own mailbox. It joins a client's history only when you attach it.`
            : reason || i18n._(reasons.unmatched)}
        </p>
      </State>
    </>
  );
}
