import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { HistoryItem } from '../../api/types';
import { brief, full } from '../../i18n/format';
import { Icon } from '../../ui/icons/Icon';
import { historyIcons, historyKinds } from '../words';
import styles from './Timeline.module.css';

export function TimelineRow({ item }: { item: HistoryItem }) {
  const { t, i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const more = useId();
  const { mail } = item;
  const kind = i18n._(historyKinds[item.kind]);
  const way = item.direction === 'in' ? t`received` : item.direction === 'out' ? t`sent` : '';
  const icon = mail ? (item.direction === 'out' ? 'mailOut' : 'mailIn') : historyIcons[item.kind];
  const who = mail ? mail.from.name || mail.from.address : item.author;
  return (
    <li>
      <button
        type="button"
        data-row
        className={styles.row}
        aria-expanded={open}
        aria-controls={open ? more : undefined}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.icon} data-kind={item.kind} data-direction={item.direction}>
          <Icon name={icon} />
        </span>
        <span className="hidden-visually">{way ? `${kind}, ${way}: ` : `${kind}: `}</span>
        <span className={styles.subject}>{item.subject || t`(no subject)`}</span>
        {mail && mail.attachments > 0 ? (
          <span className={styles.clip}>
            <Icon name="attach" />
            <span className="hidden-visually">{t`with attachments`}</span>
          </span>
        ) : null}
        {mail?.held ? (
          <span className={styles.clip}>
            <Icon name="lock" />
            <span className="hidden-visually">{t`held back from colleagues`}</span>
          </span>
        ) : null}
        <time className={styles.when} dateTime={new Date(item.at).toISOString()}>
          {brief(item.at)}
        </time>
      </button>
      {open ? (
        <div id={more} className={styles.details}>
          {item.snippet ? <p>{item.snippet}</p> : null}
          <p className={styles.meta}>{[full(item.at), who, item.assignee].filter(Boolean).join(' · ')}</p>
        </div>
      ) : null}
    </li>
  );
}
