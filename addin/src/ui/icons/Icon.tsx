import styles from './Icon.module.css';
import { type IconName, icons } from './icons';

/** An icon as decoration: whatever it means is also said in words beside it or in the label of its button. */
export function Icon({
  name,
  className,
  big = false,
}: {
  name: IconName;
  className?: string | undefined;
  big?: boolean;
}) {
  const [size, path] = icons[name];
  return (
    <svg
      className={`${styles.icon} ${big ? styles.big : ''} ${className ?? ''}`}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
