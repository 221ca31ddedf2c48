import { describe, expect, it, vi } from "vitest";
import { SvgPath } from "../src/picture/svg_path";
import { SvgPen } from "../src/picture/svg_pen";
import { pathPoints, randomDrawing, wellFormed } from "./picture_xml";

const measure = (_: string, text: string) => 6 * text.length;

function drawn(draw: (pen: SvgPen) => void): string {
  const pen = new SvgPen(measure);
  draw(pen);
  return pen.document(100, 50, "title", "description");
}

/** What is between the description and the end. */
const body = (draw: (pen: SvgPen) => void): string =>
  drawn(draw).split("</desc>\n")[1].replace("</svg>\n", "").trim();

const line = (pen: SvgPen, x = 10) => {
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(x, 0);
};

describe("paths", () => {
  it("are as short as can be, and true to a hundredth of a pixel", () => {
    const path = new SvgPath();
    path.moveTo(1.004, 2.5);
    path.lineTo(1.5, 2);
    path.lineTo(-0.25, 2.126);
    path.closePath();
    path.lineTo(3, 3);
    expect(path.element).toBe('path d="M1 2.5l.5-.5-1.75 .13zl2 .5"');
  });

  it("have no error that adds up, however long they are", () => {
    const path = new SvgPath();
    const points = Array.from({ length: 3000 }, (_, k) => [100 * Math.sin(k * k), k / 3] as const);
    for (const [x, y] of points) path.lineTo(x, y);
    const written = pathPoints(path.element);
    expect(written).toHaveLength(points.length);
    points.forEach(([x, y], k) => {
      expect(Math.abs(written[k][0] - x)).toBeLessThan(0.0051);
      expect(Math.abs(written[k][1] - y)).toBeLessThan(0.0051);
    });
  });

  it("of a whole circle alone are a circle; others go round in halves", () => {
    const arc = (from: number, to: number, start = false) => {
      const path = new SvgPath();
      if (start) path.moveTo(5, 5);
      path.arc(5, 5, 2, from, to);
      return path.element;
    };
    expect(arc(0, 2 * Math.PI)).toBe('circle cx="5" cy="5" r="2"');
    expect(arc(0, Math.PI / 2)).toBe('path d="M7 5a2 2 0 0 1 -2 2"');
    expect(arc(0, 1.5 * Math.PI, true)).toMatch(/^path d="M5 5l2 0a2 2 0 0 1 .*2 2 0 0 1 /);
    // As a canvas has it: what would go the other way goes round.
    expect(pathPoints(arc(0, -Math.PI / 2)).at(-1)).toEqual([5, 3]);
    // Rounded, both ends are in one place.
    expect(arc(0, 2 * Math.PI - 1e-6).match(/2 2 0 0 1/g)).toHaveLength(2);
    const nothing = new SvgPath();
    nothing.closePath();
    expect(nothing.isEmpty).toBe(true);
  });

  it("of rectangles with round corners have corners no larger than they are", () => {
    const path = new SvgPath();
    path.roundRect(0, 0, 10, 4, 9);
    const points = pathPoints(path.element);
    expect(Math.min(...points.map(([x]) => x))).toBe(0);
    expect(Math.max(...points.map(([x]) => x))).toBe(10);
    expect(path.element).toContain("a2 2 0 0 1");
  });
});

describe("a pen that writes SVG", () => {
  it("fills with a colour, its opacity and a rule", () => {
    const filled = (color: string, alpha = 1, rule?: CanvasFillRule) =>
      body((pen) => {
        line(pen);
        pen.fillStyle = color;
        pen.globalAlpha = alpha;
        pen.fill(rule);
      });
    expect(filled("#4a80fd")).toBe('<path d="M0 0l10 0" fill="#4a80fd"/>');
    expect(filled("#ffffff", 0.17, "evenodd")).toBe(
      '<path d="M0 0l10 0" fill="#fff" fill-opacity="0.17" fill-rule="evenodd"/>',
    );
    expect(filled("#16191d80", 0.5)).toContain('fill="#16191d" fill-opacity="0.251"');
  });

  it("strokes with widths, caps, joins and dashes, and leaves out what is usual", () => {
    const usual = body((pen) => {
      line(pen);
      pen.stroke();
    });
    expect(usual).toBe('<path d="M0 0l10 0" stroke="#000" stroke-width="1"/>');
    const rich = body((pen) => {
      line(pen);
      pen.lineWidth = 2.333;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      pen.setLineDash([5, 4.5]);
      pen.stroke();
    });
    expect(rich).toContain('stroke-width="2.33" stroke-linecap="round" stroke-linejoin="round"');
    expect(rich).toContain('stroke-dasharray="5 4.5"');
  });

  it("writes a shape that is filled and stroked once, and what has one look as a group", () => {
    const both = body((pen) => {
      line(pen);
      pen.fill();
      pen.stroke();
      pen.stroke();
    });
    expect(both.split("\n")).toEqual([
      '<path d="M0 0l10 0" fill="#000" stroke="#000" stroke-width="1"/>',
      '<path d="M0 0l10 0" stroke="#000" stroke-width="1"/>',
    ]);
    const alike = body((pen) => {
      for (const x of [1, 2]) {
        line(pen, x);
        pen.stroke();
      }
    });
    expect(alike.split("\n")).toEqual([
      '<g stroke="#000" stroke-width="1">',
      '<path d="M0 0l1 0"/>',
      '<path d="M0 0l2 0"/>',
      "</g>",
    ]);
  });

  it("draws nothing of a path without points, and keeps a path for several strokes", () => {
    const nothing = body((pen) => {
      pen.beginPath();
      pen.fill();
      pen.stroke();
    });
    expect(nothing).toBe("");
  });

  it("clips until what was saved comes back; clips in which nothing is seen are left out", () => {
    const clipped = body((pen) => {
      pen.save();
      pen.beginPath();
      pen.roundRect(0, 0, 10, 10, 2);
      pen.clip();
      pen.fillRect(1, 1, 2, 2);
      pen.restore();
      pen.fillRect(3, 3, 1, 1);
      pen.save();
      pen.clip();
      pen.restore();
    });
    const [, id] = clipped.match(/clipPath id="(ta-\w+)"/)!;
    expect(clipped.split("</defs>\n")[1].split("\n")).toEqual([
      `<g clip-path="url(#${id})">`,
      '<rect x="1" y="1" width="2" height="2" fill="#000"/>',
      "</g>",
      '<rect x="3" y="3" width="1" height="1" fill="#000"/>',
    ]);
    expect(clipped.match(/<clipPath/g)).toHaveLength(1);
  });

  it("brings back everything that was saved", () => {
    const [before, after] = ["", ""].map((_, again) =>
      body((pen) => {
        pen.lineWidth = 3;
        pen.font = "600 12px x";
        if (again) {
          pen.save();
          Object.assign(pen, {
            fillStyle: "#123456",
            strokeStyle: "#654321",
            globalAlpha: 0.1,
            lineWidth: 9,
          });
          Object.assign(pen, {
            lineCap: "round",
            lineJoin: "round",
            textAlign: "right",
            textBaseline: "middle",
          });
          pen.font = "400 99px x";
          pen.setLineDash([1]);
          pen.translate(4, 5);
          pen.restore();
        }
        line(pen);
        pen.fill();
        pen.stroke();
        pen.fillText("a", 1, 2);
      }),
    );
    expect(after).toBe(before);
  });

  it("moves everything along with the origin, and nothing that was drawn before", () => {
    const moved = body((pen) => {
      const fade = pen.createLinearGradient(0, 1, 0, 2);
      fade.addColorStop(0, "#ffffff");
      fade.addColorStop(1, "#ffffff00");
      pen.translate(10, 20);
      pen.translate(1, 1);
      pen.fillStyle = fade;
      pen.fillRect(0, 0, 5, 5);
      pen.fillStyle = "#000000";
      pen.fillText("a", 0, 0);
      pen.beginPath();
      pen.arc(0, 0, 1, 0, 7);
      pen.fill();
    });
    expect(moved).toContain('gradientUnits="userSpaceOnUse" x1="11" y1="22" x2="11" y2="23"');
    expect(moved).toContain('<stop offset="1" stop-color="#fff" stop-opacity="0"/>');
    expect(moved).toMatch(/<rect x="11" y="21" width="5" height="5" fill="url\(#ta-\w+\)"\/>/);
    expect(moved).toContain('<text x="11" y="21"');
    expect(moved).toContain('<circle cx="11" cy="21" r="1"');
  });

  it("writes real text, with its place, size and weight, in a font that papers have", () => {
    const text = body((pen) => {
      pen.font = '700 10.5px system-ui, "Segoe UI"';
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText("3", 10, 20);
    });
    expect(text).toBe(
      '<text x="10" y="23.26" font-size="10.5" font-weight="700" text-anchor="middle" fill="#000">3</text>',
    );
    const pen = new SvgPen(measure);
    pen.font = "400 11px system-ui";
    expect(pen.font).toMatch(/^400 11px Helvetica, Arial/);
    expect(pen.measureText("four").width).toBe(24);
    expect(() => {
      pen.font = "large";
    }).toThrow(/weight, a size in px/);
  });

  it("takes any name for text, and says what the figure is", () => {
    const hostile = '<&">\u0000\u0007\uFFFF\uD800 \u2028 \u{1F600}  ]]></text><script>alert(1)</script>';
    const pen = new SvgPen(measure);
    pen.fillText(hostile, 0, 0);
    const text = pen.document(10, 10, hostile, hostile);
    expect(wellFormed(text)).toBe("");
    expect(text).not.toContain("<script");
    expect(text).toContain(
      '<title>&lt;&amp;"&gt;\uFFFD\uFFFD\uFFFD\uFFFD\u00A0\u00A0 \u{1F600}\u00A0 ]]&gt;',
    );
    // Readers of SVG make one of several spaces, unless they are hard, and leave out the first and the last.
    expect(drawn((own) => own.fillText(" a b  c ", 0, 0))).toContain(">\u00A0a b\u00A0 c\u00A0<");
    const measured = vi.fn(() => 0);
    new SvgPen(measured).measureText("\u0007");
    expect(measured.mock.lastCall).toEqual([expect.anything(), "\uFFFD"]);
  });

  it("writes well-formed XML whatever is drawn", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const text = drawn((pen) => randomDrawing(pen, seed));
      expect(wellFormed(text), `seed ${seed}`).toBe("");
      expect(text, `seed ${seed}`).not.toMatch(/NaN|undefined|Infinity|<g[^>]*>\n<\/g>/);
      // Every reference has its definition, and every definition another name.
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, id] of text.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    }
  });
});
