/**
 * Integer credit by largest remainder of models that go by roles, in the SQL of a rival: computed once a deal, from
 * amount, n and the ranks of its roles, then told apart touch by touch. No window, no sort, as in Touchstone.
 */

const rankOf = { first: '1', lead: 'lead_r', opp: 'opp_r', last: 'n' };

/** Parts of the models by role, as the definitions have them. */
export const roleParts = {
  u_shaped: { first: 2, last: 2, middle: 1 },
  u_lead: { first: 2, lead: 2, middle: 1 },
  w_shaped: { first: 3, lead: 3, opp: 3, middle: 1 },
  full_path: { first: 9, lead: 9, opp: 9, last: 9, middle: 4 },
  j_shaped: { first: 1, last: 3, middle: 1 },
  inverse_j: { first: 3, last: 1, middle: 1 },
};

const sum = (terms) => terms.join(' + ');
const one = (condition) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;

/** Steps of a model, each a list of columns that sees those of the steps before. */
function stepsOf(model, { middle, ...parts }, { div }) {
  const own = (name) => `${model}_${name}`;
  const roles = Object.keys(parts);
  const isFirstAt = (role, at) =>
    [`${rankOf[role]} > 0`, ...roles.slice(0, at).map((other) => `${rankOf[other]} <> ${rankOf[role]}`)].join(
      ' AND ',
    );
  const weight = (role) => own(`w_${role}`);
  const isOne = (role) => `${weight(role)} > 0`;
  const [inner, total, scale, rest, left] = ['inner', 'total', 'scale', 'rest', 'left'].map(own);
  const [floor, remainder] = ['floor', 'remainder'].map(own);
  const before = (role) =>
    `(${rankOf[role]} - 1 - (${sum(roles.map((other) => one(`${isOne(other)} AND ${rankOf[other]} < ${rankOf[role]}`)))}))`;
  const remainderOf = (role) => own(`rem_${role}`);
  const ahead = (role) =>
    sum([
      ...roles.map((other) =>
        one(
          `${isOne(other)} AND (${remainderOf(other)} > ${remainderOf(role)} OR (${remainderOf(other)} = ${remainderOf(role)} AND ${rankOf[other]} < ${rankOf[role]}))`,
        ),
      ),
      `CASE WHEN ${remainder} > ${remainderOf(role)} THEN ${inner} WHEN ${remainder} = ${remainderOf(role)} THEN ${before(role)} ELSE 0 END`,
    ]);
  return [
    roles.map(
      (role, at) =>
        `CASE WHEN ${isFirstAt(role, at)} THEN ${sum(roles.map((other) => `CASE WHEN ${rankOf[other]} = ${rankOf[role]} THEN ${parts[other]} ELSE 0 END`))} ELSE 0 END AS ${weight(role)}`,
    ),
    [`n - (${sum(roles.map((role) => one(isOne(role))))}) AS ${inner}`],
    [
      `${sum(roles.map(weight))} + CASE WHEN ${inner} > 0 THEN ${middle} ELSE 0 END AS ${total}`,
      `CASE WHEN ${inner} > 0 THEN ${inner} ELSE 1 END AS ${scale}`,
    ],
    [
      ...roles.map((role) => `${div(`amount * ${weight(role)}`, total)} AS ${own(`f_${role}`)}`),
      ...roles.map((role) => `${scale} * (amount * ${weight(role)} % ${total}) AS ${remainderOf(role)}`),
      `${div(`amount * ${middle}`, `(${total} * ${scale})`)} AS ${floor}`,
      `amount * ${middle} % (${total} * ${scale}) AS ${remainder}`,
    ],
    [`amount - ${inner} * ${floor} - (${sum(roles.map((role) => own(`f_${role}`)))}) AS ${rest}`],
    roles.map((role) => `${one(`${isOne(role)} AND ${ahead(role)} < ${rest}`)} AS ${own(`more_${role}`)}`),
    [
      `${rest} - (${sum(roles.map((role) => own(`more_${role}`)))}) AS ${left}`,
      ...roles.map((role) => `${own(`f_${role}`)} + ${own(`more_${role}`)} AS ${own(`credit_${role}`)}`),
    ],
    [
      `${left} + ${sum(roles.map((role) => one(`${isOne(role)} AND ${before(role)} < ${left}`)))} AS ${own('until')}`,
    ],
  ];
}

/** Deals with the credit of each role of each model, and of the touches between. */
export function dealCredits(deals, dialect) {
  const { fence = '' } = dialect; // keeps a planner from writing each step into all that use it
  const models = Object.entries(roleParts).map(([model, parts]) => stepsOf(model, parts, dialect));
  return models[0]
    .map((_, at) => models.flatMap((steps) => steps[at]))
    .reduce(
      (inner, columns, at) => `SELECT *, ${columns.join(', ')} FROM (${inner}) AS step_${at} ${fence}`,
      deals,
    );
}

/** Columns of `dealCredits` that `touchCredit` reads. */
export const creditColumns = Object.entries(roleParts).flatMap(([model, { middle: _, ...parts }]) => [
  ...Object.keys(parts).map((role) => `${model}_credit_${role}`),
  `${model}_floor`,
  `${model}_until`,
]);

/** Credit of the touch of rank r, of a deal of `dealCredits`. */
export function touchCredit(model) {
  const { middle: _, ...parts } = roleParts[model];
  const roles = Object.keys(parts).map((role) => `WHEN r = ${rankOf[role]} THEN ${model}_credit_${role}`);
  return `CASE ${roles.join(' ')} ELSE ${model}_floor + ${one(`r <= ${model}_until`)} END`;
}
