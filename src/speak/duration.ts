/** How long something is: in seconds, and as `hh:mm:ss`. */
export function durationOf(seconds: number): { duration: number; durationText: string } {
  return { duration: Number(seconds.toFixed(3)), durationText: clock(Math.round(seconds)) };
}

function clock(whole: number): string {
  return [whole / 3600, (whole / 60) % 60, whole % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
