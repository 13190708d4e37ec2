import { type CalendarDate, type CalendarDateTime, parseDate, parseDateTime } from '@internationalized/date';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Label,
  Popover,
} from 'react-aria-components';
import field from '../field/Field.module.css';
import { Icon } from '../icons/Icon';
import styles from './DateField.module.css';

function read(value: string | null): CalendarDate | CalendarDateTime | null {
  if (!value) return null;
  try {
    return value.includes('T') ? parseDateTime(value) : parseDate(value);
  } catch {
    return null;
  }
}

/** A day ("2026-11-24") or, with `time`, a local moment ("2026-11-24T10:00"). */
export function DateField({
  label,
  value,
  onChange,
  time = false,
}: {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  time?: boolean;
}) {
  const shown = read(value);
  return (
    <DatePicker
      value={shown}
      onChange={(next) => onChange(next ? next.toString().slice(0, 16) : null)}
      granularity={time && (!shown || 'hour' in shown) ? 'minute' : 'day'}
      hourCycle={24}
      shouldForceLeadingZeros
      className={field.field ?? ''}
    >
      <Label className={field.label ?? ''}>{label}</Label>
      <Group className={`${field.input} ${styles.group}`}>
        <DateInput className={styles.input ?? ''}>
          {(segment) => <DateSegment segment={segment} className={styles.segment ?? ''} />}
        </DateInput>
        <Button className={styles.open ?? ''}>
          <Icon name="calendar" />
        </Button>
      </Group>
      <Popover className={field.popover ?? ''} offset={2}>
        <Dialog className={styles.dialog ?? ''}>
          <Calendar>
            <header className={styles.head}>
              <Button slot="previous" className={styles.open ?? ''}>
                <Icon name="left" />
              </Button>
              <Heading className={styles.month ?? ''} />
              <Button slot="next" className={styles.open ?? ''}>
                <Icon name="right" />
              </Button>
            </header>
            <CalendarGrid>{(date) => <CalendarCell date={date} className={styles.day ?? ''} />}</CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
