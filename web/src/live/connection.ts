// The one channel of this page.
import { Channel, channelAddress } from './channel.ts';

export const channel = new Channel(channelAddress(document.baseURI));
