/// FNV-1a digests of every P3109 value table with 3 to 9 bits, made with gfloat 0.5.2 (`decode_float` of `format_info_p3109`).
///
/// The digested text is the value of every code in order, as `0x1.8p-3`, `0x0p+0`, `inf`, `-inf` or `nan`, with line feeds between.
/// One row a family: the precisions from 1 to K.
let p3109Digests: [(bits: Int, isSigned: Bool, isExtended: Bool, digests: [UInt64])] = [
  (
    3, true, true,
    [
      0xcd68fb2daa819242, 0xcd68fb2daa819242, 0xcd68fb2daa819242,
    ]
  ),
  (
    3, true, false,
    [
      0xd4f6e7e5b5ba9172, 0xd286fbccc79358da, 0xd286fbccc79358da,
    ]
  ),
  (
    3, false, true,
    [
      0x36d76ad8bcbfe685, 0xb09b1a391d9fe726, 0x63ac53e2c3f425aa,
    ]
  ),
  (
    3, false, false,
    [
      0x8842093ae5ab7904, 0x38c036fc296fc0fc, 0x3bf886f98cdacb85,
    ]
  ),
  (
    4, true, true,
    [
      0x7d4ef11e62ea637a, 0x5226be191a1ad70e, 0x9350f82107201f1e, 0x9350f82107201f1e,
    ]
  ),
  (
    4, true, false,
    [
      0xc6cda5ce7088415e, 0x06bd992fce3ad2f2, 0x3504943903c919e0, 0x3504943903c919e0,
    ]
  ),
  (
    4, false, true,
    [
      0x2823301af23eda49, 0x99147899fe5e1af0, 0x91e359293b0b212d, 0xf0b750dba30d08ef,
    ]
  ),
  (
    4, false, false,
    [
      0xbc0eba8bb0024764, 0x0878b137114e3384, 0x41962a90cbeea5ff, 0x4a52c21b5f0f6209,
    ]
  ),
  (
    5, true, true,
    [
      0x9537ee2582ce8a6e, 0x2be6dde80045796e, 0xf184b2ef0fb5de18, 0x016b000d776f3812, 0x016b000d776f3812,
    ]
  ),
  (
    5, true, false,
    [
      0x03b3b21a3251356a, 0x7d441a07c508c876, 0xc28f3d9caa9bfaae, 0xd213707b1d569234, 0xd213707b1d569234,
    ]
  ),
  (
    5, false, true,
    [
      0xe0d5d246cf7e383f, 0x440d6fbdad43a7ec, 0xfd4ccfe3dd95f3c3, 0xbe97e34540623682, 0x8a756b0bbe426d87,
    ]
  ),
  (
    5, false, false,
    [
      0xfba9da1664c35547, 0x1e30a4c78fab896c, 0x7d362568d2d6e65f, 0x795f2b6935275701, 0x3d2df79609bfd4bf,
    ]
  ),
  (
    6, true, true,
    [
      0xf8e5d861734395e2, 0xc04491c72e32a9f6, 0x0543b900227cc7e0, 0x6cd2b9ed0adb8de0, 0x6232a6de68e7fd06,
      0x6232a6de68e7fd06,
    ]
  ),
  (
    6, true, false,
    [
      0xd56ca74d67acdef6, 0xa5b59cbe390dfe4e, 0x12811a2636443d4e, 0x8652e8e41a6228ce, 0xafb04911baab3fa4,
      0xafb04911baab3fa4,
    ]
  ),
  (
    6, false, true,
    [
      0x099b60370d97bc1f, 0x17900369b9a5cec5, 0x1eaa031223de9437, 0xb7e3f6b434f2c9b4, 0x6edebda97790d26c,
      0x15338d3302f70e59,
    ]
  ),
  (
    6, false, false,
    [
      0x6eb8673ded105b71, 0xaf7476bcacb2f93e, 0x362db722e32f0087, 0x95e64844b4562f65, 0xa870ffded139c1d1,
      0xa28302819f0b62e6,
    ]
  ),
  (
    7, true, true,
    [
      0x50718e91006e5e16, 0xd371a067531e9862, 0xb3b5447a689bdeb8, 0xcb3b6f7abab42620, 0x6aa8a5aa3a87738c,
      0xbcb277b601dbd366, 0xbcb277b601dbd366,
    ]
  ),
  (
    7, true, false,
    [
      0x747104269f00031a, 0x2c11b3edec554920, 0x90ccb39f8cadc8f6, 0xcf320b2ea698e52a, 0x1860406171f695ea,
      0x360d734a32ac96c2, 0x360d734a32ac96c2,
    ]
  ),
  (
    7, false, true,
    [
      0x322c89d6aead0293, 0x69284d1767028543, 0x1ba7760bfa7bfc3c, 0xcf200f5a4f1c2473, 0xc7a7952df344219a,
      0x014e114e03a4d4c4, 0x0bc14ef711cf126f,
    ]
  ),
  (
    7, false, false,
    [
      0x5c9568934ae2a5b2, 0x434b73fb8796aa22, 0x96eba000e8bb31c1, 0xd257202a4da3d0a4, 0x0baf179cef279165,
      0xe7bbc8f46c93b45a, 0x4a3abd042a6a3654,
    ]
  ),
  (
    8, true, true,
    [
      0x77dc415f6a0d2436, 0x6fbfacd066e16d32, 0x7118bd1040485408, 0x77facfb4e00dc54e, 0x8333d1f0fd8ced1c,
      0x0dd6869ac60e9004, 0x09591cd5e826c9f4, 0x09591cd5e826c9f4,
    ]
  ),
  (
    8, true, false,
    [
      0x2d57a7f71aa2f0ce, 0x9eace5e7ca97173c, 0x54263770844f7944, 0x668a16b5403176ec, 0x30e0aa6e08e9ddde,
      0x2a7ef3351f6e8334, 0x5d92c1fedafdc144, 0x5d92c1fedafdc144,
    ]
  ),
  (
    8, false, true,
    [
      0x04e218058b474129, 0x3c49df9f47be51e4, 0x8cd3de3041509206, 0x7024e8036be423bb, 0xdcd8db617bbdc855,
      0xa5ed4a2e44d65bde, 0x0887b248fbfbcac2, 0x1dc57b87593b58d5,
    ]
  ),
  (
    8, false, false,
    [
      0xef564647a744562d, 0x366692eecf5cd0ae, 0x9a389ed97c509541, 0x900baa1e744cb2c7, 0xeaea446365365b20,
      0x98df1c20215b2c3e, 0x59ac8ae8ae297f9e, 0xfbc3157badf411ed,
    ]
  ),
  (
    9, true, true,
    [
      0xc01483c8422568a4, 0x4942440434375e66, 0x8206e0ad3e6e5418, 0x50a37e7201587530, 0x5103bbf4ce3359b6,
      0xfbeba284ca36030c, 0xb1c6c4e0b0c1ba1a, 0x5ddbb4c321a9d242, 0x5ddbb4c321a9d242,
    ]
  ),
  (
    9, true, false,
    [
      0xd6337e62529317b2, 0x9a4ebc4aae9b8876, 0xe1c4d4c090f4cb7c, 0xe187ddb1a4902380, 0xc8a01252ab610ffa,
      0xc2defe47e6138c08, 0x2c517d27de19665e, 0x4ee610754aa86e7a, 0x4ee610754aa86e7a,
    ]
  ),
  (
    9, false, true,
    [
      0xe408be39378502a5, 0x2bc59bed74e45e17, 0xc690e7cf2867db59, 0xbc91fcd57fcb7759, 0x8c5725feac51e9c9,
      0xda82bb535f1dd9c3, 0x3d49527285a8562c, 0xaaa06c82a59cc6c6, 0xc60effe82c561c0d,
    ]
  ),
  (
    9, false, false,
    [
      0x446c21722880cdfd, 0x168eb2ddf02b5640, 0x0af4f35d05519719, 0x4df4d266a148fbe3, 0x647bc38dfc82f04f,
      0xdc0f62616723a4f9, 0x99a927aad7ca873e, 0xdf2f8267ac0995b9, 0x176421a0a4bf783b,
    ]
  ),
]
