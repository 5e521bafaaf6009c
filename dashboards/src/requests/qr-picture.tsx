/** A QR code that the server drew. As a picture: nothing in it can run. */
export function QrPicture({ svg, alt, className }: { readonly svg: string; readonly alt: string; readonly className?: string }) {
  return <img src={`data:image/svg+xml;utf8,${encodeURIComponent(withNamespace(svg))}`} alt={alt} className={className} />;
}

/** An SVG within a page needs no namespace, one that stands alone does. */
function withNamespace(svg: string): string {
  return svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
}
