import type { Drawing } from "../picture";
import { ArmDrawing } from "./arm";
import { DoorDrawing } from "./door";
import { EmblemDrawing } from "./emblem";
import { FeederDrawing } from "./feeder";
import { ShaftDrawing } from "./shaft";
import { SourcesDrawing } from "./sources";
import { StairsDrawing } from "./stairs";
import { TankDrawing } from "./tank";

interface DrawingViewProps {
  readonly drawing: Drawing;
  readonly icon: string;
  /** The text alternative. */
  readonly label: string;
}

export function DrawingView({ drawing, icon, label }: DrawingViewProps) {
  switch (drawing.kind) {
    case "shaft":
      return <ShaftDrawing shaft={drawing} label={label} />;
    case "stairs":
      return <StairsDrawing stairs={drawing} label={label} />;
    case "door":
      return <DoorDrawing door={drawing} label={label} />;
    case "tank":
      return <TankDrawing tank={drawing} label={label} />;
    case "arm":
      return <ArmDrawing arm={drawing} label={label} />;
    case "feeder":
      return <FeederDrawing feeder={drawing} label={label} />;
    case "sources":
      return <SourcesDrawing sources={drawing} label={label} />;
    case "emblem":
      return <EmblemDrawing emblem={drawing} icon={icon} label={label} />;
  }
}
