import { createStore, useStore } from '../../api/store';
import { Button, IconButton } from '../button/Button';
import { Icon } from '../icons/Icon';
import styles from './Toasts.module.css';

export type Toast = {
  id: number;
  text: string;
  tone: 'done' | 'bad' | 'info';
  action?: { label: string; run: () => void } | undefined;
};

const list = createStore<Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const life = 10_000;
let next = 1;

function start(id: number) {
  stop(id);
  timers.set(
    id,
    setTimeout(() => toasts.close(id), life),
  );
}
function stop(id: number) {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Short messages at the foot of the panel; each stays ten seconds, longer while it is hovered or focused. */
export const toasts = {
  show(toast: Omit<Toast, 'id'>): number {
    const id = next;
    next += 1;
    list.set((now) => [...now.slice(-1), { ...toast, id }]);
    start(id);
    return id;
  },
  close(id: number): void {
    stop(id);
    list.set((now) => now.filter((toast) => toast.id !== id));
  },
  clear(): void {
    for (const toast of list.get()) toasts.close(toast.id);
  },
};

export function Toasts({ label, closeLabel }: { label: string; closeLabel: string }) {
  const shown = useStore(list);
  return (
    <section aria-label={label} className={styles.region} aria-live="polite" aria-relevant="additions">
      {shown.map((toast) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: hovering only stops the clock
        <div
          key={toast.id}
          className={styles.toast}
          data-tone={toast.tone}
          onPointerEnter={() => stop(toast.id)}
          onPointerLeave={() => start(toast.id)}
          onFocus={() => stop(toast.id)}
          onBlur={() => start(toast.id)}
        >
          <Icon name={toast.tone === 'done' ? 'checkCircle' : toast.tone === 'bad' ? 'error' : 'info'} />
          <span className={styles.text}>{toast.text}</span>
          {toast.action ? (
            <Button
              look="subtle"
              onPress={() => {
                toasts.close(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          ) : null}
          <IconButton small icon="dismiss" label={closeLabel} onPress={() => toasts.close(toast.id)} />
        </div>
      ))}
    </section>
  );
}
