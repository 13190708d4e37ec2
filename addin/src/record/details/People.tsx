import { useLingui } from '@lingui/react/macro';
import type { ClientRecord, Participant } from '../../api/types';
import { ago } from '../../i18n/format';
import { Badge } from '../../ui/badge/Badge';
import { Icon } from '../../ui/icons/Icon';
import { useMail } from '../views';
import { parts } from '../words';
import styles from './Details.module.css';

/** The people of the mail, and the client's other people. */
export function People({ record, inMail }: { record: ClientRecord; inMail: boolean }) {
  const { t } = useLingui();
  const { view, step, open } = useMail();
  return (
    <div className={styles.people}>
      {inMail ? (
        <section aria-label={t`In this mail`}>
          <h2 className={styles.title}>{t`In this mail`}</h2>
          <ul>
            {view.participants.map((each) => (
              <li key={`${each.part}${each.address}`}>
                <button type="button" className={styles.person} onClick={() => step(each.address)}>
                  <Icon name="person" />
                  <Words name={each.name || each.address} detail={each.name ? each.address : ''} />
                  <PersonBadge of={each} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {record.colleagues.length > 0 ? (
        <section aria-label={t`Colleagues at the client`}>
          <h2 className={styles.title}>{t`Colleagues at the client`}</h2>
          <ul>
            {record.colleagues.map(({ record: who, title, last_at }) => (
              <li key={who.uid}>
                <button type="button" className={styles.person} onClick={() => open({ name: 'record', of: who })}>
                  <Icon name="person" />
                  <Words name={who.name} detail={title} />
                  <span className={styles.quiet}>{last_at ? ago(last_at) : ''}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Words({ name, detail }: { name: string; detail: string }) {
  return (
    <span className={styles.words}>
      <span>{name}</span>
      {detail ? <span className={styles.quiet}>{detail}</span> : null}
    </span>
  );
}

function PersonBadge({ of }: { of: Participant }) {
  const { t, i18n } = useLingui();
  const part = i18n._(parts[of.part]);
  if (of.state === 'unknown') return <Badge tone="warn">{t`${part} · unknown`}</Badge>;
  if (of.state === 'several') return <Badge tone="warn">{t`${part} · several`}</Badge>;
  if (of.state === 'internal') return <Badge>{t`${part} · colleague`}</Badge>;
  return <Badge tone="brand">{part}</Badge>;
}
