import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useMails } from '../../api/queries';
import { useStore } from '../../api/store';
import type { RecentMail } from '../../api/types';
import { brief } from '../../i18n/format';
import { Button } from '../../ui/button/Button';
import { SearchField } from '../../ui/field/SearchField';
import { Icon } from '../../ui/icons/Icon';
import { Skeleton } from '../../ui/state/State';
import styles from './Browser.module.css';
import { choose, chosen } from './browser';

/** The recent mails; arrows or J and K go through them, Shift or Ctrl chooses several. */
export function MailList() {
  const { t } = useLingui();
  const [q, setQ] = useState('');
  const mails = useMails(useDeferredValue(q.trim()));
  const picked = useStore(chosen);
  const list = useRef<HTMLDivElement>(null);
  const items = mails.data?.pages.flatMap((page) => page.items) ?? [];
  const current = picked.at(-1);
  const focusable = items.some((mail) => mail.entry === current) ? current : items[0]?.entry;

  const pick = (entry: string, event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }) => {
    if (event.ctrlKey || event.metaKey)
      choose(picked.includes(entry) ? picked.filter((each) => each !== entry) : [...picked, entry]);
    else if (event.shiftKey && picked[0] !== undefined) {
      const order = items.map((mail) => mail.entry);
      const [from, to] = [order.indexOf(picked[0]), order.indexOf(entry)];
      const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      choose(from <= to ? range : range.reverse());
    } else choose([entry]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-mail]');
    if (!row || event.altKey) return;
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-mail]') ?? [])];
    if (by !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const next = rows[rows.indexOf(row) + by];
      next?.focus();
      if (next?.dataset.mail) pick(next.dataset.mail, { ctrlKey: false, metaKey: false, shiftKey: event.shiftKey });
      return;
    }
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      pick(row.dataset.mail ?? '', { ctrlKey: event.key === ' ', metaKey: false, shiftKey: false });
    }
  };
  return (
    <section className={styles.list} aria-label={t`Recent mails`}>
      <div className={styles.search}>
        <SearchField label={t`Search the mails`} value={q} onChange={setQ} placeholder={t`Sender or subject`} />
      </div>
      <div className={styles.rows}>
        {mails.isPending ? <Skeleton label={t`Loading`} /> : null}
        <div
          ref={list}
          role="listbox"
          data-shortcuts
          aria-multiselectable="true"
          aria-label={t`Recent mails`}
          onKeyDown={onKeyDown}
        >
          {items.map((mail) => (
            <Row
              key={mail.entry}
              mail={mail}
              isChosen={picked.includes(mail.entry)}
              focusable={mail.entry === focusable}
              onPick={(event) => pick(mail.entry, event)}
            />
          ))}
        </div>
        {mails.data && items.length === 0 ? <p className={styles.empty}>{t`No mail found.`}</p> : null}
        {mails.hasNextPage ? <More busy={mails.isFetching} onMore={() => void mails.fetchNextPage()} /> : null}
      </div>
    </section>
  );
}

function Row({
  mail,
  isChosen,
  focusable,
  onPick,
}: {
  mail: RecentMail;
  isChosen: boolean;
  focusable: boolean;
  onPick: (event: MouseEvent) => void;
}) {
  const { t } = useLingui();
  const other = mail.direction === 'out' ? mail.to[0] : mail.from;
  const name = other?.name || other?.address || '';
  const clients = mail.clients.join(', ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all rows
    <div
      role="option"
      data-mail={mail.entry}
      aria-selected={isChosen}
      tabIndex={focusable ? 0 : -1}
      className={styles.mail}
      onClick={onPick}
    >
      <span className={styles.first}>
        <span className={styles.from}>{mail.direction === 'out' ? t`To ${name}` : name}</span>
        <time className={styles.when} dateTime={new Date(mail.at).toISOString()}>
          {brief(mail.at)}
        </time>
      </span>
      <span className={styles.subject}>{mail.subject || t`(no subject)`}</span>
      {clients ? (
        <span className={styles.client}>
          <Icon name="checkCircle" />
          <span className="hidden-visually">{t`In history: `}</span>
          {clients}
        </span>
      ) : null}
    </div>
  );
}

function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const { t } = useLingui();
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!end.current || busy) return;
    const watch = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && latest.current(), {
      rootMargin: '300px',
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={end} className={styles.more}>
      <Button look="subtle" onPress={onMore} pending={busy}>{t`Show older`}</Button>
    </div>
  );
}
