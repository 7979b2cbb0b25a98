import { ServerException } from './server-exception.js';

/** Kinds of functions, as the engine tells them, that make something of their arguments and of nothing else. */
const pureKinds = new Set(
  `Arithmetic, Arrays, Bit, Bitmap, Comparison, Conditional, Dates and Times, Distance, Encoding, Encryption, Financial,
  Hash, IP Address, JSON, Logical, Map, Mathematical, Null, NumericIndexedVector, QBit, Random Number, Rounding,
  String, String Replacement, String Search, String Splitting, Time Series, Time Window, Tuple, Type Conversion, URL,
  UUID`.split(/,\s+/),
);

/** Of kinds that are mixed, those that tell nothing of the server, its files and other people's tables. */
const pureNames = new Set(
  `_cast bar blocknumber blocksize bytesize casewithexpression countdigits currentdatabase currentschemas currentuser
  defaultvalueofargumenttype defaultvalueoftypename digits displayname errorcodetoname finalizeaggregation
  flipcoordinates formatreadabledecimalsize formatreadablequantity formatreadablesize formatreadabletimedelta
  getsizeofenumtype getsubcolumn identity ignore indexhint initializeaggregation isconstant isdecimaloverflow
  macnumtostring macstringtonum macstringtooui materialize
  minsamplesizecontinuous minsamplesizeconversion neighbor nested parsereadablesize parsereadablesizeornull
  parsereadablesizeorzero parsetimedelta revision rownumberinallblocks rownumberinblock runningaccumulate runningdifference
  runningdifferencestartingwithfirstvalue throwif tocolumntypename totypename transform uptime variantelement
  varianttype version visiblewidth`.split(/\s+/),
);

/** Those that work longer in one call than any limit, which the engine looks at between calls alone. */
const endless = new Set(
  `arraylevenshteindistance arraylevenshteindistanceweighted arrayreduceinranges arraysimilarity editdistance
  editdistanceutf8 hasall hasany hassubstr`.split(/\s+/),
);

/** A function as `system.functions` has it. */
export interface FunctionRow {
  name: string;
  kind: string;
  alias: string;
}

/**
 * Functions that the engine has, which of them queries may call: new kinds and new names of mixed kinds only once they are
 * known here. Aggregate functions and names that the engine does not know are left to it.
 */
export class Functions {
  private readonly refused: ReadonlySet<string>;

  /** @param rows all functions that are no aggregates */
  constructor(rows: readonly FunctionRow[]) {
    const byName = new Map(rows.map((row) => [row.name, row]));
    const isPure = ({ name, kind, alias }: FunctionRow): boolean => {
      const target = alias === '' ? undefined : byName.get(alias);
      if (target) return isPure(target);
      const known = (alias || name).toLowerCase();
      return (pureKinds.has(kind) && !endless.has(known)) || pureNames.has(known);
    };
    if (!rows.some(isPure)) throw ServerException.of('UNKNOWN_EXCEPTION', 'The engine names no functions');
    this.refused = new Set(rows.filter((row) => !isPure(row)).map(({ name }) => name.toLowerCase()));
  }

  /** @param name in lower case: some functions are known in any case, so all are */
  allows(name: string): boolean {
    return !this.refused.has(name);
  }
}
