import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useStages } from '../../api/queries';
import type { OpportunityDraft } from '../../api/types';
import { amountText, readAmount } from '../../i18n/amount';
import { DateField } from '../../ui/datefield/DateField';
import { Select } from '../../ui/field/Select';
import { TextField } from '../../ui/field/TextField';
import frame from '../FormFrame.module.css';
import type { FieldsProps } from './LogForm';
import { RecordField } from './RecordField';

const currencies = ['RON', 'EUR', 'USD', 'GBP', 'HUF'];

export function OpportunityFields({ value, onChange, reason }: FieldsProps) {
  const { t } = useLingui();
  const opportunity = value.opportunity as OpportunityDraft;
  const set = (change: Partial<OpportunityDraft>) => onChange({ ...value, opportunity: { ...opportunity, ...change } });
  const stages = useStages();
  const stage = (name: string) =>
    set({
      stage: name,
      probability: stages.data?.items.find((each) => each.name === name)?.probability ?? opportunity.probability,
    });
  const [amount, setAmount] = useState(() => amountText(opportunity.amount));
  const [currency, setCurrency] = useState(opportunity.amount?.currency ?? 'RON');
  const money = (text: string, unit: string) => {
    setAmount(text);
    setCurrency(unit);
    set({ amount: readAmount(text, unit) });
  };
  const unread = amount.trim() !== '' && readAmount(amount, currency) === null;
  return (
    <>
      <div data-first>
        <TextField
          label={t`Name`}
          value={opportunity.name}
          onChange={(name) => set({ name })}
          error={reason('name') ?? reason('subject')}
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
      <div className={frame.wideLeft}>
        <TextField
          label={t`Amount`}
          inputMode="decimal"
          value={amount}
          onChange={(text) => money(text, currency)}
          error={unread ? t`Not an amount` : reason('amount')}
        />
        <Select
          label={t`Currency`}
          value={currency}
          onChange={(unit) => money(amount, unit)}
          choices={currencies.map((id) => ({ id, label: id }))}
        />
      </div>
      <div className={frame.pair}>
        <Select
          label={t`Stage`}
          value={opportunity.stage}
          onChange={stage}
          choices={(stages.data?.items ?? []).map(({ name }) => ({ id: name, label: name }))}
          placeholder={t`Choose`}
        />
        <DateField
          label={t`Expected close`}
          value={opportunity.expected_close}
          onChange={(expected_close) => set({ expected_close })}
        />
      </div>
      <TextField label={t`Next step`} value={opportunity.next_step} onChange={(next_step) => set({ next_step })} />
      <TextField
        label={t`Description`}
        rows={4}
        value={opportunity.description}
        onChange={(description) => set({ description })}
      />
      <div className={frame.pair}>
        <TextField
          label={t`Kind of business`}
          value={opportunity.business_type}
          onChange={(business_type) => set({ business_type })}
        />
        <TextField
          label={t`Competitor`}
          value={opportunity.competitor}
          onChange={(competitor) => set({ competitor })}
        />
      </div>
    </>
  );
}
