import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { useHistory } from '../../api/queries';
import type { ClientRecord, HistoryItem } from '../../api/types';
import { useCommand } from '../../commands/registry';
import { Button, IconButton } from '../../ui/button/Button';
import { Menu } from '../../ui/menu/Menu';
import { historyIcons, historyKinds } from '../words';
import styles from './Timeline.module.css';
import { TimelineRow } from './TimelineRow';

export type Filter = HistoryItem['kind'] | 'all';
const kinds: HistoryItem['kind'][] = ['email', 'call', 'meeting', 'task', 'note', 'event', 'letter', 'fax'];

/** The newest history, row by row; older pages come as the end nears. */
export function Timeline({ record, filter }: { record: ClientRecord; filter: Filter }) {
  const { t } = useLingui();
  const list = useRef<HTMLUListElement>(null);
  const older = useHistory(record);
  const items = [...record.history, ...(older.data?.pages.flatMap((page) => page.items) ?? [])];
  const shown = filter === 'all' ? items : items.filter((item) => item.kind === filter);
  const more = record.history_next !== null && (older.data === undefined || older.hasNextPage);

  useRowCommands(list);
  return (
    <div className={styles.timeline}>
      <ul ref={list} aria-label={t`Timeline`}>
        {shown.map((item) => (
          <TimelineRow key={item.uid} item={item} />
        ))}
      </ul>
      {shown.length === 0 && !more ? <p className={styles.empty}>{t`Nothing here yet.`}</p> : null}
      {more ? <More onMore={() => void older.fetchNextPage()} busy={older.isFetching} /> : null}
    </div>
  );
}

/** Loads the next page when it comes near the screen; also a button, for those who do not scroll. */
function More({ onMore, busy }: { onMore: () => void; busy: boolean }) {
  const { t } = useLingui();
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    if (!end.current || busy) return;
    const watch = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && latest.current(), {
      rootMargin: '200px',
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

/** J and K, and the arrows once a row has the focus, go from row to row. */
function useRowCommands(list: React.RefObject<HTMLElement | null>) {
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  };
  useCommand('row.next', () => move(1));
  useCommand('row.previous', () => move(-1));
  useCommand('row.open', () => {
    const focused = document.activeElement as HTMLElement | null;
    if (focused?.matches('[data-row]')) focused.click();
  });
  useEffect(() => {
    const node = list.current;
    const heard = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (!by || !(event.target as Element).matches('[data-row]')) return;
      event.preventDefault();
      move(by);
    };
    node?.addEventListener('keydown', heard);
    return () => node?.removeEventListener('keydown', heard);
  });
}

export function TimelineFilter({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const { t, i18n } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <Menu
      label={t`Filter the timeline`}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={(open) => (
        <IconButton {...open} label={t`Filter the timeline`} icon="filter" small pressed={filter !== 'all'} />
      )}
      parts={[
        { entries: [{ id: 'all', label: t`Everything`, chosen: filter === 'all', run: () => onFilter('all') }] },
        {
          entries: kinds.map((kind) => ({
            id: kind,
            label: i18n._(historyKinds[kind]),
            icon: historyIcons[kind],
            chosen: filter === kind,
            run: () => onFilter(kind),
          })),
        },
      ]}
    />
  );
}
