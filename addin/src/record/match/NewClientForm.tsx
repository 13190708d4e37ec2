import { plural } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { useEffect, useId, useState } from 'react';
import { useAgent } from '../../api/agent';
import { sourceKey } from '../../api/keys';
import { fieldReason, isRefused } from '../../api/problem';
import { useGuess } from '../../api/queries';
import type { Guess, Participant } from '../../api/types';
import { useCommand } from '../../commands/registry';
import { Button } from '../../ui/button/Button';
import { TextField } from '../../ui/field/TextField';
import { Icon } from '../../ui/icons/Icon';
import { Radios } from '../../ui/radio/Radios';
import frame from '../FormFrame.module.css';
import { RecordField } from '../log/RecordField';
import { useKept, useKeys } from '../log/useKept';
import { StatusLine } from '../StatusLine';
import { useChange } from '../useChange';
import { useMail } from '../views';
import { guessSources } from '../words';
import { fromGuess, type NewClientValue, requestOf, withGuess } from './guess';
import styles from './Match.module.css';
import { NeverLog } from './NeverLog';
import { SenderHeader } from './SenderHeader';

const nothing = { value: '', source: '' } as const;
const noGuess: Guess = {
  salutation: nothing,
  department: nothing,
  language: nothing,
  postal_code: nothing,
  country: nothing,
  first_name: nothing,
  last_name: nothing,
  title: nothing,
  phones: [],
  company: nothing,
  domain: nothing,
  web: nothing,
  vat_number: nothing,
  registration_number: nothing,
  street: nothing,
  city: nothing,
  account: null,
  attaches: 0,
  attaches_domain: 0,
};

/** The sender is not known: contact and account in one form, filled with what could be guessed. */
export function NewClientForm() {
  const { view } = useMail();
  const who = view.participants[view.shown];
  return <Form key={who?.address} guess={view.guess ?? noGuess} who={who} />;
}

function Form({ guess, who }: { guess: Guess; who: Participant | undefined }) {
  const { t } = useLingui();
  const { source, open, mayWrite } = useMail();
  const { api } = useAgent();
  const change = useChange();
  const keyFor = useKeys();
  const id = useId();
  const [value, setValue, dropDraft, fillValue] = useKept(
    sourceKey(source),
    `client:${who?.address ?? ''}`,
    fromGuess(guess, who),
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useCommand('mail.attach', () => open({ name: 'attach' }), mayWrite);

  const full = useGuess(source, who?.address ?? '').data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the better guess counts once, when it comes
  useEffect(() => {
    if (full) fillValue((now) => withGuess(now, full, who));
  }, [full]);

  async function save() {
    const request = requestOf(value, source);
    setBusy(true);
    setError(null);
    const answer = await change({
      key: keyFor(request),
      run: (by) => api.createClient(request, by),
      done: ({ contact: { name }, attached }) =>
        attached > 0
          ? t`${name} is in the records, with ${plural(attached, { one: '# mail', few: '# mails', other: '# mails' })}`
          : t`${name} is in the records`,
      failed: (failure) => {
        setError(failure);
        return isRefused(failure) && (failure.problem.fields?.length ?? 0) > 0;
      },
    });
    setBusy(false);
    if (answer) dropDraft();
  }
  useCommand('save', () => void save(), mayWrite && !busy);

  const set = (field: keyof NewClientValue, text: string) =>
    setValue({ ...value, [field]: text, sources: { ...value.sources, [field]: '' } });
  const text = (
    field:
      | 'first_name'
      | 'last_name'
      | 'title'
      | 'phone'
      | 'address'
      | 'company'
      | 'domain'
      | 'web'
      | 'vat_number'
      | 'registration_number'
      | 'street'
      | 'city',
  ) => ({
    value: value[field],
    onChange: (next: string) => set(field, next),
    guessed: Boolean(value.sources[field]),
    mark: <GuessMark source={value.sources[field]} />,
    error: fieldReason(error, field),
  });

  return (
    <>
      <SenderHeader />
      <StatusLine />
      <form
        id={id}
        className={styles.body}
        noValidate
        aria-label={t`New client`}
        onSubmit={(event) => {
          event.preventDefault();
          if (mayWrite && !busy) void save();
        }}
      >
        <h2 className={styles.question}>{t`New client`}</h2>
        <div className={frame.pair}>
          <TextField label={t`First name`} {...text('first_name')} />
          <TextField label={t`Last name`} {...text('last_name')} />
          <TextField label={t`Position`} {...text('title')} />
          <TextField label={t`Phone`} type="tel" {...text('phone')} />
        </div>
        <TextField label={t`E-mail address`} type="email" {...text('address')} />
        <Radios
          label={t`Works for`}
          segments
          value={value.employer}
          onChange={(employer) => setValue({ ...value, employer: employer as NewClientValue['employer'] })}
          choices={[
            { id: 'new', label: t`New account` },
            { id: 'known', label: t`Known account` },
            { id: 'none', label: t`Nobody` },
          ]}
        />
        {value.employer === 'known' ? (
          <RecordField
            label={t`Account`}
            kinds={['account']}
            value={value.account}
            onChange={(account) => setValue({ ...value, account })}
          />
        ) : null}
        {value.employer === 'new' ? (
          <>
            <TextField label={t`Company`} {...text('company')} />
            <div className={frame.pair}>
              <TextField label={t`Tax number`} {...text('vat_number')} />
              <TextField label={t`Register number`} {...text('registration_number')} />
              <TextField label={t`Street`} {...text('street')} />
              <TextField label={t`City`} {...text('city')} />
              <TextField label={t`Mail domain`} {...text('domain')} />
              <TextField label={t`Web`} type="url" {...text('web')} />
            </div>
          </>
        ) : null}
        <NeverLog address={who?.address ?? ''} domain={guess.domain.value} />
      </form>
      <div className={styles.bar}>
        <p className={styles.quiet}>
          <Attaches guess={guess} whole={value.employer === 'new' && value.domain !== ''} />
        </p>
        <Button type="submit" form={id} look="primary" pending={busy} isDisabled={!mayWrite} shortcut="Control+Enter">
          {t`Add client`}
        </Button>
      </div>
    </>
  );
}

/** Says that a value was guessed, and from what. */
function GuessMark({ source }: { source: keyof typeof guessSources | '' | undefined }) {
  const { i18n } = useLingui();
  if (!source) return null;
  return (
    <span className={frame.guess}>
      <Icon name="sparkle" />
      <GuessWord />
      <span className="hidden-visually"> {i18n._(guessSources[source])}</span>
    </span>
  );
}

function GuessWord() {
  const { t } = useLingui();
  return t`guess`;
}

function Attaches({ guess, whole }: { guess: Guess; whole: boolean }) {
  const count = whole ? Math.max(guess.attaches_domain, guess.attaches) : guess.attaches;
  return (
    <Plural
      value={count}
      _0="No other mail joins"
      one="# mail joins the history"
      few="# mails join the history"
      other="# mails join the history"
    />
  );
}
