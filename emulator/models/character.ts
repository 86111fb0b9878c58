/** How a voice sounds, and what Deepgram recommends it for. */
export interface Character {
  readonly tags: readonly string[];
  readonly useCases: readonly string[];
}

/**
 * Architecture and name, what the voice is like, what for: developers.deepgram.com/docs/tts-models (2026). The names
 * of Aura and Aura-2 differ by language, so that they need not tell it. None is published for the voices of Flux in
 * the words of the catalog.
 */
const ROWS = `
  aura asteria|clear confident knowledgeable energetic|advertising
  aura luna|friendly natural engaging|IVR
  aura stella|clear professional engaging|customer service
  aura athena|calm smooth professional|storytelling
  aura hera|smooth warm professional|informative
  aura orion|approachable comfortable calm polite|informative
  aura arcas|natural smooth clear comfortable|customer service, casual chat
  aura perseus|confident professional clear|customer service
  aura angus|warm friendly natural|storytelling
  aura orpheus|professional clear confident trustworthy|customer service, storytelling
  aura helios|professional clear confident|customer service
  aura zeus|deep trustworthy smooth|IVR
  aura-2 amalthea|engaging natural cheerful|casual chat
  aura-2 andromeda|casual expressive comfortable|customer service, IVR
  aura-2 apollo|confident comfortable casual|casual chat
  aura-2 arcas|natural smooth clear comfortable|customer service, casual chat
  aura-2 aries|warm energetic caring|casual chat
  aura-2 asteria|clear confident knowledgeable energetic|advertising
  aura-2 athena|calm smooth professional|storytelling
  aura-2 atlas|enthusiastic confident approachable friendly|advertising
  aura-2 aurora|cheerful expressive energetic|interview
  aura-2 callista|clear energetic professional smooth|IVR
  aura-2 cora|smooth melodic caring|storytelling
  aura-2 cordelia|approachable warm polite|storytelling
  aura-2 delia|casual friendly cheerful breathy|interview
  aura-2 draco|warm approachable trustworthy baritone|storytelling
  aura-2 electra|professional engaging knowledgeable|IVR, advertising, customer service
  aura-2 harmonia|empathetic clear calm confident|customer service
  aura-2 helena|caring natural positive friendly raspy|IVR, casual chat
  aura-2 hera|smooth warm professional|informative
  aura-2 hermes|expressive engaging professional|informative
  aura-2 hyperion|caring warm empathetic|interview
  aura-2 iris|cheerful positive approachable|IVR, advertising, customer service
  aura-2 janus|southern smooth trustworthy|storytelling
  aura-2 juno|natural engaging melodic breathy|interview
  aura-2 jupiter|expressive knowledgeable baritone|informative
  aura-2 luna|friendly natural engaging|IVR
  aura-2 mars|smooth patient trustworthy baritone|customer service
  aura-2 minerva|positive friendly natural|storytelling
  aura-2 neptune|professional patient polite|customer service
  aura-2 odysseus|calm smooth comfortable professional|advertising
  aura-2 ophelia|expressive enthusiastic cheerful|interview
  aura-2 orion|approachable comfortable calm polite|informative
  aura-2 orpheus|professional clear confident trustworthy|customer service, storytelling
  aura-2 pandora|smooth calm melodic breathy|IVR, informative
  aura-2 phoebe|energetic warm casual|customer service
  aura-2 pluto|smooth calm empathetic baritone|interview, storytelling
  aura-2 saturn|knowledgeable confident baritone|customer service
  aura-2 selene|expressive engaging energetic|informative
  aura-2 thalia|clear confident energetic enthusiastic|casual chat, customer service, IVR
  aura-2 theia|expressive polite sincere|informative
  aura-2 vesta|natural expressive patient empathetic|customer service, interview, storytelling
  aura-2 zeus|deep trustworthy smooth|IVR
  aura-2 sirio|calm professional comfortable empathetic baritone|casual chat, interview
  aura-2 nestor|calm professional approachable clear confident|casual chat, customer service
  aura-2 carina|professional raspy energetic breathy confident|interview, customer service, IVR
  aura-2 celeste|clear energetic positive friendly enthusiastic|casual chat, advertising, IVR
  aura-2 alvaro|calm professional clear knowledgeable approachable|interview, customer service
  aura-2 diana|professional confident expressive polite knowledgeable|storytelling, advertising
  aura-2 aquila|expressive enthusiastic confident casual comfortable|casual chat, informative
  aura-2 selena|approachable casual friendly calm positive|customer service, informative
  aura-2 estrella|approachable natural calm comfortable expressive|casual chat, interview
  aura-2 javier|approachable professional friendly comfortable calm|casual chat, IVR, storytelling
  aura-2 agustina|calm clear expressive knowledgeable professional|interview, casual chat
  aura-2 antonia|approachable enthusiastic friendly natural professional|customer service, interview, casual chat
  aura-2 gloria|casual clear expressive natural smooth|customer service, casual chat
  aura-2 luciano|charismatic cheerful energetic expressive friendly|customer service, casual chat
  aura-2 olivia|breathy calm casual expressive warm|customer service, casual chat
  aura-2 silvia|charismatic clear expressive natural warm|customer service, casual chat
  aura-2 valerio|deep knowledgeable natural polite professional|customer service, informative
  aura-2 beatrix|cheerful enthusiastic friendly trustworthy warm|customer service
  aura-2 daphne|calm clear confident professional smooth|healthcare, interview, casual chat, audiobook
  aura-2 cornelia|approachable friendly polite positive warm|customer service
  aura-2 sander|calm clear deep professional smooth|customer service
  aura-2 hestia|approachable caring expressive friendly knowledgeable|customer service
  aura-2 lars|breathy casual comfortable sincere trustworthy|customer service
  aura-2 roman|calm casual deep natural patient|customer service
  aura-2 rhea|caring knowledgeable positive smooth warm|customer service
  aura-2 leda|caring comfortable empathetic friendly sincere|sales
  aura-2 agathe|charismatic cheerful enthusiastic friendly natural|customer service
  aura-2 hector|confident empathetic expressive friendly patient|customer service
  aura-2 elara|calm clear natural patient trustworthy|healthcare, customer service, sales, financial services
  aura-2 aurelia|approachable casual comfortable natural sincere|healthcare, customer service, sales, financial services
  aura-2 lara|caring cheerful empathetic expressive warm|healthcare, customer service, sales, financial services
  aura-2 julius|casual cheerful engaging expressive friendly|healthcare, customer service, sales, financial services
  aura-2 fabian|confident knowledgeable natural polite professional|healthcare, customer service, sales, financial services
  aura-2 kara|caring empathetic expressive professional warm|healthcare, customer service, sales, financial services
  aura-2 viktoria|charismatic cheerful enthusiastic friendly warm|healthcare, customer service, sales, financial services
  aura-2 melia|clear comfortable engaging friendly natural|casual chat, customer service, interview
  aura-2 elio|breathy calm professional smooth trustworthy|interview, casual chat, customer service
  aura-2 flavio|confident deep empathetic professional trustworthy|casual chat, interview, customer service
  aura-2 maia|caring energetic expressive professional warm|interview, casual chat, customer service
  aura-2 cinzia|approachable friendly smooth trustworthy warm|customer service, interview, narration
  aura-2 cesare|clear empathetic knowledgeable natural smooth|casual chat, customer service, interview, IVR
  aura-2 livia|approachable cheerful clear engaging expressive|customer service, interview, audiobook
  aura-2 dionisio|confident engaging friendly melodic positive|interview, casual chat, customer service
  aura-2 demetra|calm comfortable patient|casual chat, interview, narration
  aura-2 uzume|approachable clear polite professional trustworthy|customer service, interview, IVR, commercial
  aura-2 ebisu|calm deep natural patient sincere|casual chat, customer service
  aura-2 fujin|calm confident knowledgeable professional smooth|interview, casual chat, IVR
  aura-2 izanami|approachable clear knowledgeable polite professional|casual chat, customer service, interview, IVR
  aura-2 ama|casual comfortable confident knowledgeable natural|interview, IVR
`;

const characters = new Map<string, Character>(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [who = '', tags = '', useCases = ''] = row.trim().split('|');
      return [who, { tags: tags.split(' '), useCases: useCases.split(', ') }];
    }),
);

/** Empty where nothing is published. */
export function characterOf(architecture: string, name: string): Character {
  return characters.get(`${architecture} ${name}`) ?? { tags: [], useCases: [] };
}
