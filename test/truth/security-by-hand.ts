/*
 * Security of consumers 0 to 3 at two heights, by hand. Each row of prefix 31 is copied from the raw record as `who power tokens`:
 * the first six digits of the consensus address, the power stored, the bonded tokens that staking told in the same block (0:
 * not in bond). The figures below each set were worked out from those rows alone, as the lines beside them say.
 */

export interface ByHand {
  readonly consumerId: string;
  /** Strongest first. */
  readonly rows: readonly string[];
  readonly figures: Readonly<Record<string, string | number>>;
}

export const BY_HAND: Readonly<Record<number, { readonly activePower: string; readonly sets: readonly ByHand[] }>> = {
  715: {
    // Sum of the powers of the 48 active validators.
    activePower: "25691002",
    sets: [
      {
        consumerId: "0",
        rows: [
          "8cdca9 2738352 2738352902574",
          "857f98 2162651 2162651087341",
          "28e537 1788537 1788537730111",
          "0ec62a 1334785 1334785707657",
          "8c43a6 1198603 1199445755922",
          "8b5ece 964079 964079000000",
          "fe4ec2 886719 886719119304",
          "3ef378 824610 824610520489",
          "0ab3a7 767240 767240917093",
          "fdd26e 723660 0",
          "9a3650 679116 679116946840",
          "30edb4 636046 636046720585",
          "f417f9 567673 567673437100",
          "449ea2 547025 547025397365",
          "9c7eef 511097 511097732605",
          "8a7e5a 488243 488243037896",
          "55ae93 485629 485629353604",
          "1074aa 457538 457538833510",
          "08301a 431057 431057000000",
          "33599f 417341 417341014697",
          "29bece 402950 402950266533",
          "aa3f4d 373370 373370000000",
          "00624d 361442 361442717024",
          "dcd629 351370 351370891087",
          "e10ad1 335809 335809381329",
          "6d04ec 331633 331633204057",
          "0ee285 315734 315734881798",
        ],
        figures: {
          validators: 27,
          totalPower: "21082309",
          stake: "20359503556521",
          // Power is whole millions of bonded tokens: 20,359,491 of 25,691,002.
          shareOfProvider: "0.792475",
          // A third is 7,027,436 and a bit: 3 hold 6,689,540, 4 hold 8,024,325.
          fewestToHalt: 4,
          // Two thirds are 14,054,872 and a bit: 10 hold 13,389,236, 11 hold 14,068,352.
          fewestToTake: 11,
          // By stake, a third is 6,786,501,185,507: 3 hold 6,689,541,720,026, 4 hold 8,024,327,427,683.
          fewestToHaltByStake: 4,
          // Two thirds are 13,573,002,371,014: 10 hold 13,345,539,687,331, 11 hold 13,981,586,407,916.
          fewestToTakeByStake: 11,
          // Tokens of the first 4: 2,738,352,902,574 + 2,162,651,087,341 + 1,788,537,730,111 + 1,334,785,707,657.
          stakeToHalt: "8024327427683",
          // 2,738,352 + 2,162,651 + 1,788,537 = 6,689,540 of 21,082,309.
          topThreeShare: "0.317305",
          // Squares add up to 25,771,152,092,199; 21,082,309² is 444,463,752,771,481.
          hhi: "0.057982",
        },
      },
      {
        consumerId: "1",
        rows: [
          "28e537 1788537 1788537730111",
          "0ec62a 1334785 1334785707657",
          "8c43a6 1198603 1199445755922",
          "fe4ec2 886719 886719119304",
          "0ab3a7 767240 767240917093",
          "1074aa 457538 457538833510",
          "aa3f4d 373370 373370000000",
          "0ee285 315734 315734881798",
          "c9d17f 203220 203220738622",
        ],
        figures: {
          validators: 9,
          totalPower: "7325746",
          stake: "7326593684017",
          // Power is whole millions of bonded tokens: 7,326,588 of 25,691,002.
          shareOfProvider: "0.285181",
          // A third is 2,441,915 and a bit: 1 hold 1,788,537, 2 hold 3,123,322.
          fewestToHalt: 2,
          // Two thirds are 4,883,830 and a bit: 3 hold 4,321,925, 4 hold 5,208,644.
          fewestToTake: 4,
          // By stake, a third is 2,442,197,894,672: 1 hold 1,788,537,730,111, 2 hold 3,123,323,437,768.
          fewestToHaltByStake: 2,
          // Two thirds are 4,884,395,789,344: 3 hold 4,322,769,193,690, 4 hold 5,209,488,312,994.
          fewestToTakeByStake: 4,
          // Tokens of the first 2: 1,788,537,730,111 + 1,334,785,707,657.
          stakeToHalt: "3123323437768",
          // 1,788,537 + 1,334,785 + 1,198,603 = 4,321,925 of 7,325,746.
          topThreeShare: "0.589963",
          // Squares add up to 8,281,825,056,264; 7,325,746² is 53,666,554,456,516.
          hhi: "0.15432",
        },
      },
      {
        consumerId: "2",
        rows: [
          "8cdca9 2738352 2738352902574",
          "857f98 2162651 2162651087341",
          "28e537 1788537 1788537730111",
          "8c43a6 1198603 1199445755922",
          "8b5ece 964079 964079000000",
          "3ef378 824610 824610520489",
          "fdd26e 723660 0",
          "30edb4 636046 636046720585",
          "f417f9 567673 567673437100",
          "9c7eef 511097 511097732605",
          "55ae93 485629 485629353604",
          "29bece 402950 402950266533",
          "dcd629 351370 351370891087",
          "d414f6 305111 305111301140",
          "9e65f0 255430 255430000000",
        ],
        figures: {
          validators: 15,
          totalPower: "13915798",
          stake: "13192986699091",
          // Power is whole millions of bonded tokens: 13,192,980 of 25,691,002.
          shareOfProvider: "0.513525",
          // A third is 4,638,599 and a bit: 1 hold 2,738,352, 2 hold 4,901,003.
          fewestToHalt: 2,
          // Two thirds are 9,277,198 and a bit: 5 hold 8,852,222, 6 hold 9,676,832.
          fewestToTake: 6,
          // By stake, a third is 4,397,662,233,030: 1 hold 2,738,352,902,574, 2 hold 4,901,003,989,915.
          fewestToHaltByStake: 2,
          // Two thirds are 8,795,324,466,060: 4 hold 7,888,987,475,948, 5 hold 8,853,066,475,948.
          fewestToTakeByStake: 5,
          // Tokens of the first 2: 2,738,352,902,574 + 2,162,651,087,341.
          stakeToHalt: "4901003989915",
          // 2,738,352 + 2,162,651 + 1,788,537 = 6,689,540 of 13,915,798.
          topThreeShare: "0.480715",
          // Squares add up to 20,612,288,146,340; 13,915,798² is 193,649,433,976,804.
          hhi: "0.106441",
        },
      },
      {
        consumerId: "3",
        rows: [
          "8a7e5a 488243 488243037896",
          "33599f 417341 417341014697",
          "11ad1f 294999 303349509145",
          "c78c91 273826 273826000000",
          "c7339d 266059 267734086806",
        ],
        figures: {
          validators: 5,
          totalPower: "1740468",
          stake: "1750493648544",
          // Power is whole millions of bonded tokens: 1,750,493 of 25,691,002.
          shareOfProvider: "0.068136",
          // A third is 580,156: 1 hold 488,243, 2 hold 905,584.
          fewestToHalt: 2,
          // Two thirds are 1,160,312: 2 hold 905,584, 3 hold 1,200,583.
          fewestToTake: 3,
          // By stake, a third is 583,497,882,848: 1 hold 488,243,037,896, 2 hold 905,584,052,593.
          fewestToHaltByStake: 2,
          // Two thirds are 1,166,995,765,696: 2 hold 905,584,052,593, 3 hold 1,208,933,561,738.
          fewestToTakeByStake: 3,
          // Tokens of the first 2: 488,243,037,896 + 417,341,014,697.
          stakeToHalt: "905584052593",
          // 488,243 + 417,341 + 294,999 = 1,200,583 of 1,740,468.
          topThreeShare: "0.689804",
          // Squares add up to 645,347,217,088; 1,740,468² is 3,029,228,859,024.
          hhi: "0.21304",
        },
      },
    ],
  },
  1455: {
    // Sum of the powers of the 48 active validators.
    activePower: "28997907",
    sets: [
      {
        consumerId: "0",
        rows: [
          "8cdca9 2751206 2751206068516",
          "857f98 2173742 2173742321664",
          "28e537 1793633 1793633455827",
          "9d226e 1539363 1539363155469",
          "0ec62a 1353411 1353411901688",
          "8c43a6 1200726 1200726036257",
          "b11d41 1065204 1065204266888",
          "8b5ece 970493 970493319827",
          "fe4ec2 888042 888042122712",
          "3ef378 824973 824973986553",
          "0ab3a7 779629 779629159909",
          "9a3650 684692 684692848583",
          "30edb4 647415 647415313837",
          "a28cab 596964 596964347250",
          "1f0a69 595394 595394926543",
          "f417f9 577048 577048076969",
          "449ea2 561676 561676230154",
          "9c7eef 513000 513000090365",
          "8a7e5a 492450 492450887390",
          "55ae93 484376 484376651283",
          "1074aa 466146 466146926023",
          "08301a 436412 436412640958",
          "33599f 427928 427928669912",
          "29bece 408310 409475642240",
          "aa3f4d 374418 374418764769",
          "dcd629 362261 362261980226",
          "00624d 361989 361989580721",
          "6d04ec 334672 334672003479",
          "e10ad1 330276 330276734074",
          "d414f6 318236 318236076311",
          "0ee285 317107 317107452633",
          "cabd61 301085 301085446696",
          "11ad1f 298140 298140294016",
        ],
        figures: {
          validators: 33,
          totalPower: "25230417",
          stake: "25231597379742",
          // Power is whole millions of bonded tokens: 25,231,582 of 28,997,907.
          shareOfProvider: "0.870117",
          // A third is 8,410,139: 4 hold 8,257,944, 5 hold 9,611,355.
          fewestToHalt: 5,
          // Two thirds are 16,820,278: 13 hold 16,672,529, 14 hold 17,269,493.
          fewestToTake: 14,
          // By stake, a third is 8,410,532,459,914: 4 hold 8,257,945,001,476, 5 hold 9,611,356,903,164.
          fewestToHaltByStake: 5,
          // Two thirds are 16,821,064,919,828: 13 hold 16,672,533,957,730, 14 hold 17,269,498,304,980.
          fewestToTakeByStake: 14,
          // Tokens of the first 5: 2,751,206,068,516 + 2,173,742,321,664 + 1,793,633,455,827 + 1,539,363,155,469 + 1,353,411,901,688.
          stakeToHalt: "9611356903164",
          // 2,751,206 + 2,173,742 + 1,793,633 = 6,718,581 of 25,230,417.
          topThreeShare: "0.266288",
          // Squares add up to 30,058,120,300,071; 25,230,417² is 636,573,941,993,889.
          hhi: "0.047218",
        },
      },
      {
        consumerId: "1",
        rows: [
          "28e537 1793633 1793633455827",
          "0ec62a 1353411 1353411901688",
          "8c43a6 1200726 1200726036257",
          "fe4ec2 888042 888042122712",
          "0ab3a7 779629 779629159909",
          "a28cab 596964 596964347250",
          "1074aa 466146 466146926023",
          "0ee285 317107 317107452633",
          "c9d17f 214756 214756491668",
        ],
        figures: {
          validators: 9,
          totalPower: "7610414",
          stake: "7610417893967",
          // Power is whole millions of bonded tokens: 7,610,414 of 28,997,907.
          shareOfProvider: "0.262447",
          // A third is 2,536,804 and a bit: 1 hold 1,793,633, 2 hold 3,147,044.
          fewestToHalt: 2,
          // Two thirds are 5,073,609 and a bit: 3 hold 4,347,770, 4 hold 5,235,812.
          fewestToTake: 4,
          // By stake, a third is 2,536,805,964,655: 1 hold 1,793,633,455,827, 2 hold 3,147,045,357,515.
          fewestToHaltByStake: 2,
          // Two thirds are 5,073,611,929,311: 3 hold 4,347,771,393,772, 4 hold 5,235,813,516,484.
          fewestToTakeByStake: 4,
          // Tokens of the first 2: 1,793,633,455,827 + 1,353,411,901,688.
          stakeToHalt: "3147045357515",
          // 1,793,633 + 1,353,411 + 1,200,726 = 4,347,770 of 7,610,414.
          topThreeShare: "0.571292",
          // Squares add up to 8,607,358,671,688; 7,610,414² is 57,918,401,251,396.
          hhi: "0.148611",
        },
      },
      {
        consumerId: "2",
        rows: [
          "8cdca9 2657870 2751206068516",
          "857f98 2180921 2173742321664",
          "28e537 1800812 1793633455827",
          "8c43a6 1207905 1200726036257",
          "8b5ece 977672 970493319827",
          "3ef378 832153 824973986553",
          "30edb4 654595 647415313837",
          "f417f9 584228 577048076969",
          "9c7eef 520180 513000090365",
          "55ae93 491556 484376651283",
          "29bece 415490 409475642240",
          "dcd629 369441 362261980226",
          "d414f6 325416 318236076311",
          "9e65f0 271111 263931229191",
        ],
        figures: {
          validators: 14,
          totalPower: "13289350",
          stake: "13290520249066",
          // Power is whole millions of bonded tokens: 13,290,515 of 28,997,907.
          shareOfProvider: "0.458326",
          // A third is 4,429,783 and a bit: 1 hold 2,657,870, 2 hold 4,838,791.
          fewestToHalt: 2,
          // Two thirds are 8,859,566 and a bit: 5 hold 8,825,180, 6 hold 9,657,333.
          fewestToTake: 6,
          // By stake, a third is 4,430,173,416,355: 1 hold 2,751,206,068,516, 2 hold 4,924,948,390,180.
          fewestToHaltByStake: 2,
          // Two thirds are 8,860,346,832,710: 4 hold 7,919,307,882,264, 5 hold 8,889,801,202,091.
          fewestToTakeByStake: 5,
          // Tokens of the first 2: 2,751,206,068,516 + 2,173,742,321,664.
          stakeToHalt: "4924948390180",
          // 2,657,870 + 2,180,921 + 1,800,812 = 6,639,603 of 13,289,350.
          topThreeShare: "0.499618",
          // Squares add up to 19,941,515,692,006; 13,289,350² is 176,606,823,422,500.
          hhi: "0.112914",
        },
      },
      {
        consumerId: "3",
        rows: [
          "8a7e5a 492450 492450887390",
          "33599f 427928 427928669912",
          "11ad1f 298140 298140294016",
          "c78c91 294194 294194370841",
          "c7339d 290076 290076200211",
        ],
        figures: {
          validators: 5,
          totalPower: "1802788",
          stake: "1802790422370",
          // Power is whole millions of bonded tokens: 1,802,788 of 28,997,907.
          shareOfProvider: "0.062169",
          // A third is 600,929 and a bit: 1 hold 492,450, 2 hold 920,378.
          fewestToHalt: 2,
          // Two thirds are 1,201,858 and a bit: 2 hold 920,378, 3 hold 1,218,518.
          fewestToTake: 3,
          // By stake, a third is 600,930,140,790: 1 hold 492,450,887,390, 2 hold 920,379,557,302.
          fewestToHaltByStake: 2,
          // Two thirds are 1,201,860,281,580: 2 hold 920,379,557,302, 3 hold 1,218,519,851,318.
          fewestToTakeByStake: 3,
          // Tokens of the first 2: 492,450,887,390 + 427,928,669,912.
          stakeToHalt: "920379557302",
          // 492,450 + 427,928 + 298,140 = 1,218,518 of 1,802,788.
          topThreeShare: "0.675907",
          // Squares add up to 685,211,030,696; 1,802,788² is 3,250,044,572,944.
          hhi: "0.210831",
        },
      },
    ],
  },
};
