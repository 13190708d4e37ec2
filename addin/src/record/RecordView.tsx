import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import type { ClientRecord } from '../api/types';
import { useCommand } from '../commands/registry';
import { Skeleton } from '../ui/state/State';
import { Tabs } from '../ui/tabs/Tabs';
import { Header } from './header/Header';
import { Overview } from './Overview';
import { QuickActions } from './QuickActions';
import { LoggedLines, StatusLine } from './StatusLine';
import { type Filter, Timeline, TimelineFilter } from './timeline/Timeline';
import { useMail } from './views';

const Details = lazy(() => import('./details/Details').then((m) => ({ default: m.Details })));
const People = lazy(() => import('./details/People').then((m) => ({ default: m.People })));
const tabs = ['timeline', 'details', 'people'] as const;
type TabId = (typeof tabs)[number];

/** The client record beside the mail: the same in every host. */
export function RecordView({ record, inMail = true }: { record: ClientRecord; inMail?: boolean }) {
  const { t } = useLingui();
  const { view, mayWrite } = useMail();
  const [tab, setTab] = useState<TabId>('timeline');
  const [filter, setFilter] = useState<Filter>('all');
  const [editing, setEditing] = useState(0);
  useCommand('tab.timeline', () => setTab('timeline'));
  useCommand('tab.details', () => setTab('details'));
  useCommand('tab.people', () => setTab('people'));
  useCommand(
    'record.edit',
    () => {
      setTab('details');
      setEditing((now) => now + 1);
    },
    mayWrite,
  );
  const wait = <Skeleton label={t`Loading`} rows={6} />;
  return (
    <>
      <Header record={record} inMail={inMail} />
      {inMail ? (
        <>
          <QuickActions />
          <StatusLine />
          <LoggedLines logged={view.logged} />
        </>
      ) : null}
      <Overview record={record} />
      <Tabs
        label={t`The record`}
        chosen={tab}
        onChoose={(id) => setTab(id as TabId)}
        end={tab === 'timeline' ? <TimelineFilter filter={filter} onFilter={setFilter} /> : null}
        parts={[
          {
            id: 'timeline',
            label: t`Timeline`,
            count: record.counts.history,
            content: () => <Timeline record={record} filter={filter} />,
          },
          {
            id: 'details',
            label: t`Details`,
            content: () => (
              <Suspense fallback={wait}>
                <Details record={record} editing={editing} />
              </Suspense>
            ),
          },
          {
            id: 'people',
            label: t`People`,
            content: () => (
              <Suspense fallback={wait}>
                <People record={record} inMail={inMail} />
              </Suspense>
            ),
          },
        ]}
      />
    </>
  );
}
