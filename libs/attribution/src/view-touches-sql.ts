/** A visit ends after this much idle time; a page view at exactly its end is still in. */
const idleMs = 30 * 60_000;

/**
 * Select list that ends in `own_views`: the eligible page views of one visitor within one buying group that are touches of
 * their own, as (at, event id, source, position, channel); the same ones as `buildTouches` takes. It reads `views`, an
 * array of (at, event id, source, position, channel, campaign, is internal, is eligible), in any order.
 *
 * A block is a chain of views without idle time between two of them. Views of an internal referrer that lead a block are
 * in no visit; from the first other one on a visit runs to the end of the block, or to the next view of another campaign,
 * which begins the next. Of a visit counts its first view, and the first of every further channel but direct.
 */
export const viewTouches = `
  arraySort(views) AS sorted,
  arrayEnumerate(sorted) AS nths,
  arrayMap((gap, nth) -> nth = 1 OR gap > ${idleMs}, arrayDifference(sorted.1), nths) AS begins,
  arrayMap(internal -> NOT internal, sorted.7) AS external,
  arrayCumSum(external) AS external_so_far,
  arrayFill((count, begin) -> begin, arrayMap((all, own) -> all - own, external_so_far, external), begins) AS before_block,
  arrayMap((all, before) -> all - before, external_so_far, before_block) AS of_block,
  arrayMap((name, own) -> if(own, name, ''), sorted.6, external) AS opening,
  arrayFill((name, begin) -> name != '' OR begin, opening, begins) AS running,
  arrayMap((name, begin, nth) -> name != '' AND name != if(begin, '', running[nth - 1]), sorted.6, begins, nths) AS renames,
  arrayMap((own, count, another) -> own AND (count = 1 OR another), external, of_block, renames) AS starts,
  arrayFilter((view, count, own, another) -> count > 0 AND (own OR NOT another),
    arrayZip(sorted, starts, arrayCumSum(starts)), of_block, external, renames) AS in_visits,
  arrayEnumerateUniq(arrayMap(view -> (view.3, view.1.5), in_visits)) AS nth_of_channel,
  arrayMap(view -> (view.1.1, view.1.2, view.1.3, view.1.4, view.1.5),
    arrayFilter((view, nth) -> nth = 1 AND view.1.8 AND (view.2 OR view.1.5 != 'direct'), in_visits, nth_of_channel))
    AS own_views`;
