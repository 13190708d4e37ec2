import { useLingui } from '@lingui/react/macro';
import { CommandButton, useCommandEntries } from '../commands/CommandButton';
import { useCommand } from '../commands/registry';
import { IconButton } from '../ui/button/Button';
import { Menu } from '../ui/menu/Menu';
import styles from './Overview.module.css';
import { useMail } from './views';

/** The first click of two: each opens a form that is already filled in. */
export function QuickActions() {
  const { t } = useLingui();
  const { open, mayWrite } = useMail();
  useCommand('log.incident', () => open({ name: 'log', kind: 'incident' }), mayWrite);
  useCommand('log.opportunity', () => open({ name: 'log', kind: 'opportunity' }), mayWrite);
  useCommand('log.task', () => open({ name: 'log', kind: 'task' }), mayWrite);
  useCommand('log.note', () => open({ name: 'log', kind: 'note' }), mayWrite);
  useCommand('log.call', () => open({ name: 'log', kind: 'call' }), mayWrite);
  useCommand('mail.attach', () => open({ name: 'attach' }), mayWrite);
  const more = useCommandEntries(['log.note', 'log.call', 'mail.attach']);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its own styling
    <div role="group" aria-label={t`Log from this mail`} className={styles.actions}>
      <CommandButton id="log.incident" look="primary" className={styles.action}>{t`Incident`}</CommandButton>
      <CommandButton id="log.opportunity" className={styles.action}>{t`Opportunity`}</CommandButton>
      <CommandButton id="log.task" className={styles.action}>{t`Task`}</CommandButton>
      <Menu
        label={t`Log something else`}
        trigger={(open) => (
          <IconButton
            {...open}
            label={t`Log something else`}
            icon="add"
            isDisabled={!mayWrite}
            className={styles.bordered}
          />
        )}
        parts={[{ entries: more }]}
      />
    </div>
  );
}
