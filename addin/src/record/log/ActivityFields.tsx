import { useLingui } from '@lingui/react/macro';
import type { ActivityDraft } from '../../api/types';
import { localDay } from '../../i18n/amount';
import { Button } from '../../ui/button/Button';
import { DateField } from '../../ui/datefield/DateField';
import { TextField } from '../../ui/field/TextField';
import { Radios } from '../../ui/radio/Radios';
import frame from '../FormFrame.module.css';
import { priorities } from '../words';
import type { FieldsProps } from './LogForm';

export function ActivityFields({ value, onChange, reason }: FieldsProps) {
  const { t, i18n } = useLingui();
  const activity = value.activity as ActivityDraft;
  const set = (change: Partial<ActivityDraft>) => onChange({ ...value, activity: { ...activity, ...change } });
  const time = activity.planned?.includes('T') ? activity.planned.slice(10) : '';
  const soon = [
    { days: 0, label: t`Today` },
    { days: 1, label: t`Tomorrow` },
    { days: 7, label: t`In a week` },
  ];
  return (
    <>
      <div data-first>
        <TextField
          label={t`Subject`}
          value={activity.subject}
          onChange={(subject) => set({ subject })}
          error={reason('subject')}
          isRequired
        />
      </div>
      {activity.kind === 'task' ? (
        <>
          <div className={frame.group}>
            <DateField label={t`When`} time value={activity.planned} onChange={(planned) => set({ planned })} />
            <div className={frame.chips}>
              {soon.map(({ days, label }) => (
                <Button
                  key={days}
                  className={frame.chip}
                  onPress={() =>
                    set({
                      planned: `${localDay(days)}${time}`,
                      zone: activity.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
                    })
                  }
                >
                  {label}
                </Button>
              ))}
            </div>
          </div>
          <Radios
            label={t`Priority`}
            segments
            value={activity.priority}
            onChange={(priority) => set({ priority: priority as ActivityDraft['priority'] })}
            choices={(['low', 'normal', 'high', 'critical'] as const).map((id) => ({
              id,
              label: i18n._(priorities[id]),
            }))}
          />
        </>
      ) : null}
      {activity.kind === 'call' ? (
        <Radios
          label={t`Who called`}
          segments
          value={activity.direction}
          onChange={(direction) => set({ direction: direction as ActivityDraft['direction'] })}
          choices={[
            { id: 'out', label: t`We called` },
            { id: 'in', label: t`They called` },
          ]}
        />
      ) : null}
      <TextField
        label={activity.kind === 'task' ? t`Description` : t`What was said or decided`}
        rows={activity.kind === 'task' ? 4 : 8}
        value={activity.body}
        onChange={(body) => set({ body })}
        error={reason('body')}
      />
    </>
  );
}
