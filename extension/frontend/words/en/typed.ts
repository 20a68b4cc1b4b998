import { number } from '../time.ts'

export const typed = {
  number: 'Write a number, such as 12.5.',
  whole: 'Write a whole number.',
  atLeast: (least: number) => `It must be at least ${number(least)}.`,
  atMost: (most: number) => `It must be at most ${number(most)}.`,
  text: 'Write something here.',
  day: 'Choose a day.',
  several: 'Write at least one value; commas go between several.',
}
