// measure-part <bench> <part> full|quick: measures one part and sends its figures to the process that forked this one.
import { benches } from '../benches.ts';
import { Bed, FULL, QUICK } from './bed.ts';

const [benchName, partName, effort] = process.argv.slice(2);
const part = benches.find(({ name }) => name === benchName)?.parts.find(({ name }) => name === partName);
if (part === undefined) throw new Error(`There is no part ${partName} of ${benchName}`);
const amount = effort === 'quick' ? QUICK : FULL;
const figures = await (part.needsServers === false
  ? part.measure(Bed.bare(amount))
  : Bed.use(amount, part.ownTables ?? [], (bed) => part.measure(bed)));
process.send?.(figures, () => process.disconnect());
