import { useLingui } from '@lingui/react/macro';
import type { IncidentDraft } from '../../api/types';
import { Select } from '../../ui/field/Select';
import { TextField } from '../../ui/field/TextField';
import { Radios } from '../../ui/radio/Radios';
import frame from '../FormFrame.module.css';
import { channels, priorities } from '../words';
import type { FieldsProps } from './LogForm';
import { RecordField } from './RecordField';

export function IncidentFields({ value, onChange, reason }: FieldsProps) {
  const { t, i18n } = useLingui();
  const incident = value.incident as IncidentDraft;
  const set = (change: Partial<IncidentDraft>) => onChange({ ...value, incident: { ...incident, ...change } });
  return (
    <>
      <div data-first>
        <TextField
          label={t`Subject`}
          value={incident.subject}
          onChange={(subject) => set({ subject })}
          error={reason('subject')}
          isRequired
        />
      </div>
      <div className={frame.pair}>
        <RecordField
          label={t`Account`}
          kinds={['account']}
          value={value.account}
          onChange={(account) => onChange({ ...value, account })}
        />
        <RecordField
          label={t`Contact`}
          kinds={['contact']}
          value={value.contact}
          onChange={(contact) => onChange({ ...value, contact })}
        />
      </div>
      <Radios
        label={t`Priority`}
        segments
        value={incident.priority}
        onChange={(priority) => set({ priority: priority as IncidentDraft['priority'] })}
        choices={(['low', 'normal', 'high', 'critical'] as const).map((id) => ({ id, label: i18n._(priorities[id]) }))}
      />
      <TextField
        label={t`Description`}
        rows={4}
        value={incident.description}
        onChange={(description) => set({ description })}
      />
      <div className={frame.pair}>
        <TextField label={t`Product`} value={incident.product} onChange={(product) => set({ product })} />
        <TextField label={t`Category`} value={incident.category} onChange={(category) => set({ category })} />
        <Select
          label={t`Channel`}
          value={incident.channel}
          onChange={(channel) => set({ channel: channel as IncidentDraft['channel'] })}
          choices={(['mail', 'phone', 'fax', 'letter', 'web', 'in_person'] as const).map((id) => ({
            id,
            label: i18n._(channels[id]),
          }))}
        />
        <TextField label={t`Queue`} value={incident.queue} onChange={(queue) => set({ queue })} />
      </div>
    </>
  );
}
