/** Where the page of a device is. */
export function devicePage(site: string, id: string): string {
  return `/devices/${encodeURIComponent(site)}/${encodeURIComponent(id)}`;
}
