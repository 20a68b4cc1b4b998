import * as z from 'zod'

/** The one shape of every refusal: what happened and what to do next. */
export const Problem = z
  .object({
    code: z.string().describe('Why, as one word from a closed list, for programs.'),
    message: z.string().describe('What happened and what to do next, in a sentence for people.'),
    field: z.string().optional().describe('The field of the request it is about.'),
    requestId: z.string().describe('Tell us this when you ask for help.'),
  })
  .meta({
    id: 'Problem',
    description: 'The one shape of every refusal: what happened and what to do next.',
  })
export type Problem = z.infer<typeof Problem>
