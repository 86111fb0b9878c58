import type { Locator } from 'playwright-core';

/** A text as it is to be seen, with colors as CSS writes them: `rgb(85, 85, 85)`. */
interface ColoredText {
  text: string;
  color: string;
  background: string;
}

/** The part of an element of the page that is read here; these tests are not compiled with the browser's types. */
interface PageElement {
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  checkVisibility(): boolean;
}
declare function getComputedStyle(element: PageElement): { color: string; backgroundColor: string };

/**
 * The texts that are too faint to be read.
 *
 * @param readable - the contrast that they need, from 1 (can't be seen) to 21, as WCAG 2.2 reckons it
 */
export async function faintTexts(texts: Locator, readable: number): Promise<ColoredText[]> {
  const seen = await texts.evaluateAll(coloredTexts);
  if (seen.length === 0) throw new Error('no text is to be seen');
  return seen.filter(({ color, background }) => contrast(color, background) < readable);
}

/** Runs in the page. */
function coloredTexts(elements: PageElement[]): ColoredText[] {
  const visible = elements.filter((element) => element.checkVisibility() && element.textContent?.trim());
  return visible.map((element) => {
    let behind: PageElement = element;
    while (behind.parentElement && /, 0\)$/.test(getComputedStyle(behind).backgroundColor)) {
      behind = behind.parentElement;
    }
    return {
      text: element.textContent?.trim() ?? '',
      color: getComputedStyle(element).color,
      background: getComputedStyle(behind).backgroundColor,
    };
  });
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = sharesOf(color).map((share) => {
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Red, green and blue, from 0 to 1. Mixed colors are written in another way than plain ones. */
function sharesOf(color: string): number[] {
  const plain = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  if (plain) return plain.slice(1).map((channel) => Number(channel) / 255);
  const mixed = /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(color);
  if (mixed) return mixed.slice(1).map(Number);
  throw new Error(`no plain color: ${color}`);
}
