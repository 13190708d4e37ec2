import { Switch as AriaSwitch } from 'react-aria-components';
import styles from './Field.module.css';

export function Switch({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (on: boolean) => void }) {
  return (
    <AriaSwitch isSelected={isOn} onChange={onChange} className={styles.switch ?? ''}>
      <span className={styles.track} />
      {label}
    </AriaSwitch>
  );
}
