import { PATH } from '../delivery.js';
import type { Receiver } from '../peer.js';
import { onTab } from './flow.js';
import { openReceiver } from './receiver.js';

/**
 * Core nodes as users wire them, with an empty answer.
 *
 * @param wiring - `line`: the answer comes after the work; `fork`: a wire for the answer, and one for the work
 */
export function openHttpIn(wiring: 'line' | 'fork'): Promise<Receiver> {
  const isLine = wiring === 'line';
  return openReceiver([
    onTab(
      { id: 'in', type: 'http in', url: PATH, method: 'post', upload: false },
      ...(isLine ? [] : ['empty']),
      'look',
    ),
    onTab({ id: 'look', type: 'bench-look' }, isLine ? 'empty' : undefined),
    onTab(
      { id: 'empty', type: 'change', rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '', tot: 'str' }] },
      'answer',
    ),
    onTab({ id: 'answer', type: 'http response', statusCode: '200', headers: {} }),
  ]);
}
