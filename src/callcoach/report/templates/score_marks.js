// The shapes between the staves: one a kind, so that colour is never the only sign.
const MARK = 6.5;

function drawMark(pen, kind, x, y, downwards, colours) {
  const tip = downwards ? MARK : -MARK;
  const triangle = (right) => {
    pen.beginPath();
    pen.moveTo(x - MARK, y - tip);
    pen.lineTo(x + right, y - tip);
    pen.lineTo(x, y + tip);
    pen.closePath();
  };
  const diamond = () => {
    pen.beginPath();
    pen.moveTo(x, y - 5.5);
    pen.lineTo(x + 5.5, y);
    pen.lineTo(x, y + 5.5);
    pen.lineTo(x - 5.5, y);
    pen.closePath();
  };
  pen.lineWidth = 1.6;
  pen.fillStyle = pen.strokeStyle = colours.attentionInk;
  if (kind === "interruption") {
    triangle(MARK);
    pen.fill();
  } else if (kind === "butting_in") {
    triangle(MARK);
    pen.fillStyle = colours.sheet;
    pen.fill();
    pen.stroke();
  } else if (kind === "ambiguous_overlap") {
    triangle(MARK);
    pen.stroke();
    triangle(0);
    pen.fill();
  } else if (kind === "silent_interruption") {
    diamond();
    pen.fill();
  } else {
    pen.fillStyle = pen.strokeStyle = colours.soft;
    if (kind === "backchannel") {
      pen.beginPath();
      pen.arc(x, y, 2.6, 0, 7);
      pen.fill();
    } else if (kind === "terminal_overlap") {
      pen.beginPath();
      pen.moveTo(x, y - 6);
      pen.lineTo(x, y + 6);
      pen.stroke();
    } else {
      diamond();
      pen.stroke();
    }
  }
}
