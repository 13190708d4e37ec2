// Prints, as a JSON list, every message that the code asks for; a test compares it with the catalogues.
import { getCatalogs } from '@lingui/cli/api';
import { getConfig } from '@lingui/conf';

const [catalog] = await getCatalogs(getConfig());
const found = await catalog.collect({});
if (!found) process.exit(1);
console.log(JSON.stringify(Object.entries(found).map(([id, entry]) => entry.message ?? id)));
