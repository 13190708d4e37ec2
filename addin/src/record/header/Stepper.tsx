import { useLingui } from '@lingui/react/macro';
import { useCommand } from '../../commands/registry';
import { IconButton } from '../../ui/button/Button';
import { useMail } from '../views';
import styles from './Header.module.css';

/** Goes through the people of the mail; says which of them is shown. */
export function Stepper() {
  const { t } = useLingui();
  const { view, step } = useMail();
  const all = view.participants;
  const at = view.shown;
  const go = (by: number) => {
    const next = all[(at + by + all.length) % all.length];
    if (next) step(next.address);
  };
  const enabled = all.length > 1 && at >= 0;
  useCommand('person.next', () => go(1), enabled);
  useCommand('person.previous', () => go(-1), enabled);
  if (!enabled) return null;
  const shown = at + 1;
  const total = all.length;
  const name = all[at]?.name || all[at]?.address || '';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its own styling
    <div className={styles.stepper} role="group" aria-label={t`People of this mail`}>
      <IconButton small icon="left" label={t`Previous participant`} onPress={() => go(-1)} shortcut="[" />
      <span>
        <span aria-hidden="true">
          {shown}/{total}
        </span>
        <span className="hidden-visually">{t`${name}, ${shown} of ${total}`}</span>
      </span>
      <IconButton small icon="right" label={t`Next participant`} onPress={() => go(1)} shortcut="]" />
    </div>
  );
}
