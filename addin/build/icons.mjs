// Writes src/ui/icons/icons.ts: the path data of the icons that the interface uses.
// Run with the folder of an unpacked `@fluentui/svg-icons` (MIT): `npm run icons -- <folder>/icons`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const wanted = {
  star: 'star_16_regular',
  starFilled: 'star_16_filled',
  more: 'more_horizontal_20_regular',
  warning: 'warning_16_regular',
  warningFilled: 'warning_16_filled',
  incident: 'wrench_16_regular',
  opportunity: 'money_16_regular',
  task: 'task_list_square_ltr_16_regular',
  add: 'add_16_regular',
  note: 'note_16_regular',
  call: 'call_16_regular',
  attach: 'attach_16_regular',
  mail: 'mail_16_regular',
  mailIn: 'arrow_down_left_16_regular',
  mailOut: 'arrow_up_right_16_regular',
  calendar: 'calendar_ltr_16_regular',
  letter: 'mail_read_16_regular',
  fax: 'print_16_regular',
  check: 'checkmark_16_regular',
  checkCircle: 'checkmark_circle_16_regular',
  circle: 'circle_16_regular',
  down: 'chevron_down_12_regular',
  right: 'chevron_right_16_regular',
  left: 'chevron_left_16_regular',
  search: 'search_16_regular',
  dismiss: 'dismiss_16_regular',
  back: 'arrow_left_20_regular',
  copy: 'copy_16_regular',
  people: 'people_16_regular',
  person: 'person_16_regular',
  building: 'building_16_regular',
  filter: 'filter_16_regular',
  sync: 'arrow_sync_16_regular',
  offline: 'cloud_off_16_regular',
  lock: 'lock_closed_16_regular',
  link: 'link_16_regular',
  edit: 'edit_16_regular',
  undo: 'arrow_undo_16_regular',
  prohibited: 'prohibited_16_regular',
  sparkle: 'sparkle_16_regular',
  info: 'info_16_regular',
  error: 'error_circle_16_regular',
  open: 'open_16_regular',
  keyboard: 'keyboard_16_regular',
  menu: 'navigation_20_regular',
  clock: 'clock_16_regular',
  swap: 'person_swap_16_regular',
  text: 'text_description_16_regular',
  bigMail: 'mail_24_regular',
  bigMails: 'mail_multiple_24_regular',
  bigUnplugged: 'plug_disconnected_24_regular',
  bigKey: 'key_24_regular',
  bigLock: 'lock_closed_24_regular',
  bigPeople: 'people_24_regular',
  bigPerson: 'person_question_mark_24_regular',
};

const folder = process.argv[2];
if (!folder) throw new Error('name the folder with the SVG files');
const lines = Object.entries(wanted).map(([name, file]) => {
  const svg = readFileSync(join(folder, `${file}.svg`), 'utf8');
  const box = /viewBox="0 0 (\d+) \d+"/.exec(svg)?.[1] ?? /width="(\d+)"/.exec(svg)[1];
  const paths = [...svg.matchAll(/ d="([^"]+)"/g)].map((found) => found[1]).join('');
  return `  ${name}: [${box}, '${paths}'],`;
});
writeFileSync(
  new URL('../src/ui/icons/icons.ts', import.meta.url),
  `// Path data of Fluent System Icons (MIT, Microsoft Corporation); written by build/icons.mjs.\n\n` +
    `export const icons = {\n${lines.join('\n')}\n} as const satisfies Record<string, readonly [size: number, path: string]>;\n\n` +
    `export type IconName = keyof typeof icons;\n`,
);
