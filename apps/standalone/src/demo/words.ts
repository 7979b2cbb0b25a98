const list = (text: string): string[] => text.split(/\s+/);

export const firstNames = list(
  `Ada Alina Amir Anna Arjun Astrid Ben Bianca Carla Chloe Daniel David Elena Emil Emma Erik Eva Felix Fiona Greta
  Hannah Hugo Ines Isabel Ivan Jana Jonas Julia Karl Katja Lars Laura Lea Leon Lina Lucas Maja Marc Maria Marta Max
  Mia Milan Mona Nadia Nico Nina Noah Olga Omar Oscar Paul Petra Priya Rachel Robin Rosa Sam Sara Sofia Stefan Sven
  Tara Thomas Tim Uma Vera Victor Yara Yusuf Zoe`,
);
export const lastNames = list(
  `Adler Almeida Andersen Bauer Becker Bennett Berg Brandt Brooks Carter Castillo Chen Costa Dietrich Dubois Eriksen
  Fischer Flores Foster Garcia Gruber Haas Hansen Hoffmann Ibrahim Ivanov Jansen Jensen Kaiser Keller Khan Klein
  Kowalski Kumar Lang Larsen Lehmann Lindgren Lopez Maier Martin Meyer Moreau Murphy Nielsen Novak Okafor Olsen Park
  Patel Pereira Petrov Quinn Richter Rossi Sanders Santos Schmidt Schuster Silva Singh Tanaka Thompson Vogel Wagner
  Walsh Weber Winkler Yilmaz Zimmer`,
);
export const companyHeads = list(
  `Acorn Alder Amber Anchor Apex Arbor Aspen Aurora Basalt Beacon Birch Blue Boulder Bridge Canyon Cedar Cinder Clear
  Cobalt Copper Coral Crest Delta Dune Echo Elm Ember Falcon Fern Flint Forge Garnet Glacier Granite Grove Hazel
  Heron Indigo Iron Ivory Jade Juniper Kestrel Lark Linden Lunar Maple Meadow Mistral Nimbus Nova Oak Onyx Opal Orbit
  Osprey Pearl Pine Prairie Quartz Raven Ridge River Sable Sierra Slate Spruce Sterling Summit Tidal Timber Vertex`,
);
export const companyTails = list(
  `Analytics Automation Bank Biotech Capital Cloud Commerce Consulting Data Design Dynamics Energy Engineering Finance
  Foods Freight Health Insurance Interactive Labs Logistics Machines Media Medical Mobility Networks Optics Payments
  Pharma Power Printing Retail Robotics Security Software Systems Telecom Tools Travel Ventures`,
);
export const industries = list(
  'software manufacturing logistics healthcare finance retail energy media travel services',
);
export const jobTitles = [
  'Head of RevOps',
  'VP Marketing',
  'Marketing Operations Manager',
  'Chief Revenue Officer',
  'Demand Generation Lead',
  'Sales Operations Manager',
  'Head of Growth',
  'Data Analyst',
  'CFO',
  'IT Manager',
];
export const freeMailHosts = ['gmail.com', 'gmx.de', 'outlook.com', 'yahoo.com', 'web.de'];
