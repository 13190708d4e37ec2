import { plural } from '@lingui/core/macro';
import { Plural, useLingui } from '@lingui/react/macro';
import { useAgent } from '../../api/agent';
import { ref } from '../../api/client';
import type { Candidate } from '../../api/types';
import { Button } from '../../ui/button/Button';
import { Icon } from '../../ui/icons/Icon';
import { StatusLine } from '../StatusLine';
import { useChange } from '../useChange';
import { useMail } from '../views';
import { recordIcons } from '../words';
import styles from './Match.module.css';
import { SenderHeader } from './SenderHeader';

/** Several records share the address: one click says who it is, for this mail and those to come. */
export function Ambiguous() {
  const { t } = useLingui();
  const { view, mayWrite } = useMail();
  const who = view.participants[view.shown];
  const choose = useChoose(who?.address ?? '');
  return (
    <>
      <SenderHeader />
      <StatusLine />
      <div className={styles.body}>
        <h2 className={styles.question}>{t`Who is it?`}</h2>
        <p className={styles.quiet}>
          <Plural
            value={view.candidates.length}
            one="# record has this address. Your choice is remembered."
            few="# records have this address. Your choice is remembered."
            other="# records have this address. Your choice is remembered."
          />
        </p>
        <ul className={styles.candidates} aria-label={t`Candidates`}>
          {view.candidates.map((candidate) => (
            <li key={candidate.record.uid}>
              <Button className={styles.candidate} isDisabled={!mayWrite} onPress={() => choose(candidate)}>
                <Icon name={recordIcons[candidate.record.kind]} />
                <span className={styles.words}>
                  <span>{candidate.record.name}</span>
                  <span className={styles.quiet}>{candidate.detail}</span>
                </span>
                <Icon name="right" />
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function useChoose(address: string) {
  const { t } = useLingui();
  const { api } = useAgent();
  const change = useChange();
  return ({ record }: Candidate) => {
    const { name } = record;
    void change({
      run: (by) => api.choose(address, ref(record), by),
      done: ({ others }) =>
        others > 0
          ? t`Remembered: ${name}, and ${plural(others, { one: '# other mail follows', few: '# other mails follow', other: '# other mails follow' })}`
          : t`Remembered: ${name}`,
    });
  };
}
