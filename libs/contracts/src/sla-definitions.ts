import { IANAZone } from 'luxon';
import { z } from 'zod';
import { areUnique, strictObject } from './strict-object.js';
import { DaySchema } from './times.js';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

const clockTime = z
  .string('a time of day is HH:MM')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day is HH:MM, 24:00 at the latest');

const HoursSchema = strictObject({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, 'from is before to')
  .meta({ description: 'Wall clock times in the time zone.' });

/** A stretch of a day's business hours, HH:MM. */
export type BusinessHours = z.infer<typeof HoursSchema>;

const DayHoursSchema = z
  .array(HoursSchema)
  .max(10, 'at most 10 stretches a day')
  .refine(
    (hours) => hours.every(({ from }, nth) => nth === 0 || from >= hours[nth - 1]!.to),
    'the stretches of a day are in order and do not overlap',
  );

const shape = Object.fromEntries(weekdays.map((day) => [day, DayHoursSchema.default([])])) as Record<
  Weekday,
  z.ZodDefault<typeof DayHoursSchema>
>;

const WeekSchema = strictObject(shape)
  .refine((week) => weekdays.some((day) => week[day].length > 0), 'at least one day has business hours')
  .meta({ description: 'A day that is left out has none.' });

const allDay: BusinessHours[] = [{ from: '00:00', to: '24:00' }];
const aroundTheClock = Object.fromEntries(weekdays.map((day) => [day, allDay])) as z.output<
  typeof WeekSchema
>;

const hours = (name: string) =>
  z
    .number(`${name} is a number of hours`)
    .positive(`${name} is above 0`)
    .max(8760, `${name} is at most 8760`);

/** What marketing and sales promised each other. */
export const SlaTermsSchema = strictObject({
  timeZone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'a time zone is an IANA name such as Europe/Berlin')
    .optional()
    .meta({ description: 'Of the business hours and holidays; without it the workspace’s.' }),
  businessHours: WeekSchema.default(aroundTheClock),
  holidays: z
    .array(DaySchema)
    .max(2000, 'at most 2000 holidays')
    .default([])
    .meta({ description: 'Days without business hours.' }),
  contactHours: hours('contactHours').default(24).meta({
    description: 'Business hours from assignment, or qualification without one, to the first sales touch.',
  }),
  highIntentContactHours: hours('highIntentContactHours').default(1).meta({
    description: 'The same for a lead that showed intent lately.',
  }),
  highIntentWithinHours: hours('highIntentWithinHours').default(168).meta({
    description: 'How long before the clock starts an intent counts as lately; plain hours.',
  }),
  dispositionHours: hours('dispositionHours').default(48).meta({
    description: 'Business hours from qualification to acceptance or rejection.',
  }),
  teams: z
    .array(
      strictObject({
        name: z.string().trim().min(1).max(100),
        owners: z.array(z.string().min(1).max(200)).max(1000, 'at most 1000 owners'),
      }),
    )
    .max(200, 'at most 200 teams')
    .default([])
    .refine((teams) => areUnique(teams.map(({ name }) => name)), 'every team has a name of its own')
    .refine((teams) => areUnique(teams.flatMap(({ owners }) => owners)), 'an owner is in one team'),
  rejectionReasons: z
    .array(z.string().trim().min(1).max(500))
    .max(200, 'at most 200 reasons')
    .default([])
    .meta({
      description: 'Reasons agreed on, of rejections and disqualifications; reports mark others. Empty: any.',
    }),
}).meta({ description: 'Terms of the service-level agreement between marketing and sales.' });

export type SlaTerms = z.infer<typeof SlaTermsSchema>;
