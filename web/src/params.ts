// What an address says, part by part. Pure; whatever somebody typed, nothing here throws: STOP asks where it is pressed.

/** A part as it was meant; null = it is not one, such as "%". */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The parameters of a path such as "walk/left" by a pattern such as "walk/:treadmill"; null = it is another place. */
export function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, name] of wanted.entries()) {
    const part = decoded(given[at] ?? '');
    if (part === null) return null;
    if (name.startsWith(':') && part !== '') params[name.slice(1)] = part;
    else if (name !== part) return null;
  }
  return params;
}
