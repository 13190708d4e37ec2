import { Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useAgent } from '../api/agent';
import { useStages } from '../api/queries';
import type { ClientRecord, Flag, OpenIncident, OpenOpportunity, Planned } from '../api/types';
import { useCommand } from '../commands/registry';
import { brief, money, planned } from '../i18n/format';
import { Badge } from '../ui/badge/Badge';
import { Button, IconButton } from '../ui/button/Button';
import { Icon } from '../ui/icons/Icon';
import { Menu } from '../ui/menu/Menu';
import styles from './Overview.module.css';
import { patchRecords, useChange } from './useChange';
import { useMail } from './views';
import { priorities } from './words';

/** What is open with the client: opportunities, the next step, incidents, what needs attention. */
export function Overview({ record }: { record: ClientRecord }) {
  return (
    <div className={styles.overview}>
      <Opportunities record={record} />
      {record.planned[0] ? <NextStep record={record} step={record.planned[0]} /> : null}
      <Attention record={record} />
    </div>
  );
}

function Opportunities({ record }: { record: ClientRecord }) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const { opportunities } = record;
  const more = opportunities.length - 1;
  return (
    <>
      {(all ? opportunities : opportunities.slice(0, 1)).map((each, i) => (
        <OpportunityRow key={each.uid} record={record} opportunity={each} first={i === 0}>
          {i === 0 && more > 0 ? (
            <Button look="subtle" className={styles.small} onPress={() => setAll(!all)}>
              {all ? t`Less` : `+${more}`}
              {all ? null : (
                <span className="hidden-visually">
                  <Plural
                    value={more}
                    one="another opportunity"
                    few="other opportunities"
                    other="other opportunities"
                  />
                </span>
              )}
            </Button>
          ) : null}
        </OpportunityRow>
      ))}
    </>
  );
}

function OpportunityRow({
  record,
  opportunity,
  first,
  children,
}: {
  record: ClientRecord;
  opportunity: OpenOpportunity;
  first: boolean;
  children: React.ReactNode;
}) {
  const { t } = useLingui();
  const { amount, name, expected_close } = opportunity;
  const facts = [amount && money(amount), expected_close && planned(expected_close)].filter(Boolean).join(' · ');
  return (
    <div className={styles.line}>
      <Icon name="opportunity" />
      <span className={styles.two}>
        <span title={name}>
          <span className="hidden-visually">{t`Opportunity: `}</span>
          {name}
        </span>
        {facts ? <span className={styles.amount}>{facts}</span> : null}
      </span>
      <StageChip record={record} opportunity={opportunity} first={first} />
      {children}
    </div>
  );
}

/** The stage, changed in place. */
function StageChip({
  record,
  opportunity,
  first,
}: {
  record: ClientRecord;
  opportunity: OpenOpportunity;
  first: boolean;
}) {
  const { t } = useLingui();
  const { api, queries } = useAgent();
  const { mayWrite } = useMail();
  const [open, setOpen] = useState(false);
  const stages = useStages(open);
  const change = useChange();
  useCommand('record.stage', () => setOpen(true), mayWrite && first);
  const { uid, stage, name } = opportunity;
  const move = (to: string, probability: number) => {
    if (to === stage) return;
    void change({
      run: (by) => api.setStage(uid, to, by),
      before: () =>
        patchRecords(queries, record.record.uid, (now) => ({
          ...now,
          opportunities: now.opportunities.map((each) =>
            each.uid === uid ? { ...each, stage: to, probability } : each,
          ),
        })),
      done: () => t`${name}: ${stage} → ${to}`,
    });
  };
  if (!mayWrite) return <Badge tone="brand">{stage}</Badge>;
  return (
    <Menu
      label={t`Stage`}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={(open) => (
        <Button {...open} className={styles.chip} shortcut={first ? 'S' : undefined}>
          <span className="hidden-visually">{t`Stage: `}</span>
          {stage}
          <Icon name="down" />
        </Button>
      )}
      parts={[
        {
          entries: (stages.data?.items ?? [{ name: stage, probability: opportunity.probability }]).map((each) => ({
            id: each.name,
            label: each.name,
            keys: `${each.probability} %`,
            chosen: each.name === stage,
            run: () => move(each.name, each.probability),
          })),
        },
      ]}
    />
  );
}

function NextStep({ record, step }: { record: ClientRecord; step: Planned }) {
  const { t } = useLingui();
  const { api, queries } = useAgent();
  const { mayWrite } = useMail();
  const change = useChange();
  const { subject } = step;
  const complete = () =>
    void change({
      run: (by) => api.complete(step.uid, by),
      before: () =>
        patchRecords(queries, record.record.uid, (now) => ({
          ...now,
          planned: now.planned.filter((each) => each.uid !== step.uid),
        })),
      done: () => t`Completed: ${subject}`,
    });
  useCommand('record.complete', complete, mayWrite);
  const when = step.when ? planned(step.when) : brief(step.at);
  return (
    <div className={styles.line}>
      <Icon name="clock" />
      <span className={styles.grow} title={subject}>
        <span className="hidden-visually">{t`Next step: `}</span>
        {subject}
      </span>
      <span className={step.overdue ? styles.late : styles.quiet}>
        {step.overdue ? <span className="hidden-visually">{t`overdue, `}</span> : null}
        {when}
      </span>
      {mayWrite ? (
        <IconButton small icon="circle" label={t`Complete: ${subject}`} onPress={complete} shortcut="X" />
      ) : null}
    </div>
  );
}

/** One quiet line of what needs attention; pressed, it lists the open incidents. */
function Attention({ record }: { record: ClientRecord }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const { incidents } = record;
  const count = record.counts.incidents;
  const critical = incidents.some((each) => each.priority === 'critical');
  if (count === 0 && record.flags.length === 0) return null;
  return (
    <>
      <div className={styles.attention}>
        {count > 0 ? (
          <Button className={styles.alert} onPress={() => setOpen(!open)}>
            <Icon name={critical ? 'warningFilled' : 'warning'} />
            <Plural value={count} one="# open incident" few="# open incidents" other="# open incidents" />
            <span className="hidden-visually">{open ? t`(shown)` : t`(press to show)`}</span>
            <Icon name="down" />
          </Button>
        ) : null}
        {gathered(record.flags).map(({ flag, count: times }) => (
          <FlagBadge key={JSON.stringify(flag)} flag={flag} count={times} />
        ))}
      </div>
      {open ? (
        <ul className={styles.incidents} aria-label={t`Open incidents`}>
          {incidents.map((each) => (
            <IncidentRow key={each.uid} incident={each} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

function IncidentRow({ incident }: { incident: OpenIncident }) {
  const { i18n } = useLingui();
  const { priority } = incident;
  return (
    <li className={styles.line}>
      <span className={styles.label}>{incident.label}</span>
      <span className={styles.grow} title={incident.subject}>
        {incident.subject}
      </span>
      {priority === 'high' || priority === 'critical' ? (
        <Badge tone={priority === 'critical' ? 'bad' : 'warn'}>{i18n._(priorities[priority])}</Badge>
      ) : null}
      <span className={styles.quiet}>{incident.status}</span>
    </li>
  );
}

type Gathered = { flag: Flag; count: number };

/** What several opportunities have in common, said once; every critical incident is named. */
function gathered(flags: Flag[]): Gathered[] {
  const once = new Map<string, Gathered>();
  for (const flag of flags) {
    const key = flag.kind === 'critical_incident' ? flag.incident : flag.kind;
    once.set(key, { flag: once.get(key)?.flag ?? flag, count: (once.get(key)?.count ?? 0) + 1 });
  }
  return [...once.values()];
}

function FlagBadge({ flag, count }: Gathered) {
  const { t } = useLingui();
  switch (flag.kind) {
    case 'critical_incident': {
      const { label } = flag;
      return <Badge tone="bad" icon="warning">{t`${label} is critical`}</Badge>;
    }
    case 'overdue':
      return (
        <Badge tone="warn" icon="clock">
          <Plural value={flag.activities} one="# overdue" few="# overdue" other="# overdue" />
        </Badge>
      );
    case 'past_expected_close':
      return (
        <Badge tone="warn" icon="calendar">
          {count > 1 ? t`Expected close has passed: ${count}` : t`Expected close has passed`}
        </Badge>
      );
    case 'nothing_planned':
      return (
        <Badge tone="warn" icon="clock">
          {count > 1 ? t`Nothing planned: ${count}` : t`Nothing planned`}
        </Badge>
      );
    case 'quiet':
      return (
        <Badge icon="clock">
          <Plural value={flag.days} one="Quiet for # day" few="Quiet for # days" other="Quiet for # days" />
        </Badge>
      );
  }
}
